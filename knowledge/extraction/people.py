"""Names of people and of offices, as they stand in contacts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from knowledge import packaged
from knowledge.extraction.offices import asked_end, office_of

_TITLE = (
    r"(?:副|总|主)?(?:主任|科长|处长|局长|部长|厅长|司长|校长|院长|所长|站长|馆长|会长|组长|队长|股长|镇长|乡长|秘书长|书记|经理|教授|研究员|秘书|干事|调研员)"
    r"|老师|同学|同志|先生|女士|小姐|师傅|博士|医生|大夫|工程师|助理|专员|科员|学长|学姐|辅导员|教练|老板|律师|工"
)
_TITLED = re.compile(rf"(?P<base>[\u4e00-\u9fff·]{{1,12}}?)[ ]?(?P<title>{_TITLE})$")
_NO_NAME = re.compile(
    r"(?:联系|电话|手机|传真|邮箱|信箱|地址|方式|时间|地点|单位|部门|名单|姓名|职务|附件|如下|见附|待定|另行|通知|暂无|同上|相关|有关|以上|各县|各市|各区|各单|负责|咨询|办公|报名|业务|技术|综合|值班|投稿|号码"
    r"|网站|平台|系统|工作|人员|微信|公众|短信|同号|同步|邮编|邮政|编码|政策|监督|投诉|举报|周[一二三四五六日末至]|星期|上午|下午|节假|法定|文件|材料|表格|报送|发送|截止|学校|全体|任何|问题|疑问|方可|应当|安排|任务|高校|高中(?![^生部学组段班考师]$)|项目|经费"
    r"|支部|党委|团委|党办|校办|路口|官网|官方|师生|单独|万元|通过|方面|常见|解答|房间|全市|全省|全县|安全|应急|计划|管理|温馨|程序|平时|水平|简介|许可|明确|明细|成果|成员|都可|都是|包括|和其|和相|向我|向各|时限|曾经|于每|白天(?![^班晚]$)|夜间|全天|毛笔|宣传|向校|关于|戴口|元旦|国庆"
    r"|大厅|校区|窗口|前台|大门|[一二三四五六七八九十]楼|.楼$|\d)"
)
_COLON = re.compile(r"[ ]*[:：]")
_PLACES = re.compile(
    r"^(?:成都|石家庄|沈阳|安徽|江苏|江西|甘肃|宁夏|武汉|常州|郑州|徐州|温州|杭州|苏州|广州|福州|贵州|云南|陕西|山西|海南|河南|湖南|湖北|黄石(?![^市县区]$)|金华(?![^市县区]$)|包头|东方|上海|吉林|寿光|寿县|寿宁|寿阳)"
)
_BRACKETED = re.compile(r"[（(][^（）()]*[）)]?")
_LAST_OF_NAMES = "科园会社院站组中联"
"""Characters that end names of offices and given names of people alike."""

_DEPARTMENT = re.compile(
    r"(?:计划|安全|宣传|农业|文教|文化|财务|人事|水利|水产|水务|交通|城建|房管|房产|法制|法规|政工|政法|政策|党政|党建|经济|经贸|管理|项目|金融|成果|市场|统计|信息|团工|步行|校学|国际|单位"
    r"|车管|车辆|马拉|武装|石化|石油|花卉|苗木|林业|江河|池塘|温泉|阳光|和谐|元旦|明德|双拥|广场|时装|万人|常委|路政|党校|公司|向阳|东方|康复|安监|安保|平安|应急|学习|工业|商务|商贸|教育|教学|教务|司法|军事|师范|青年"
    r"|高新|高[教企层职]|职[教业成]|成[教人]|普教|幼教|电教|基[教础层]|民[教政宗]|文[体物艺卫明旅]|卫[生健计]|水[保政土文]|金融|计[财生量]|安[全管置]|信[访用]|国[际资库土企]|农[业机村经]"
    r"|外[事经贸资专]|保[卫密障]|征[兵管]|招[生商标投]|审[计批核]|监[察测管督]|规划|种植|养殖|畜牧|植保|能源|宣教|组[织宣]|党[群务]|干[部训]|广电|房[地屋]|公[共安交用]|城[市乡管]|法[宣治律])"
)

_POST_HELD = re.compile(r"(?:副|总|主)?(?:主任|[科处局部厅院所站馆会组队股班]长|秘书长?|书记|干事)$")

_NO_PERSON = ("班主任", "门卫", "门卫师傅", "司机师傅")
_POST = re.compile(
    r"(?:班主任|[副]?(?:主任|[科处局部院所校站会]长|秘书长)|班长|[副]?组长|团支书|学委|学习委员|团委书记|辅导员|教师|管理员|群主|(?:活动|项目|会务组?)?负责人|经办人|(?:相关|具体)?(?:工作|经办)人员|联络员)(?=[\u4e00-\u9fff]{2})"
)
_LATIN = re.compile(
    r"[ ]*(?:(?:and|&|,|，|、)[ ]*)?(?P<title>(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?[ ]+)?"
    r"(?P<name>(?!(?:Tel|Phone|Mobile|Fax|E-?mail|We[Cc]hat|QQ|Address)\b)[A-Z][A-Za-z'-]+"
    r"(?:[ ](?!(?:Tel|Phone|Mobile|Fax|E-?mail|We[Cc]hat|QQ|Address)\b)[A-Z][A-Za-z'-]+){0,2})"
)
_NO_LATIN = re.compile(r"\b(?:Office|Department|Cent(?:er|re)|School|College|University|Committee|Division|Section|Affairs|Secretariat|Team|Us)\b")

Kind = Literal["name", "office"]


@dataclass(frozen=True, slots=True)
class Named:
    """A person or an office that a text names, and its place. `sure`: nothing else can be meant."""

    kind: Kind
    value: str
    begin: int
    end: int
    sure: bool = True


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    """Surnames of one character, and of two."""
    every = packaged.word_list("surnames")
    return frozenset("".join(word for word in every if len(word) != 2)), frozenset(word for word in every if len(word) == 2)


@cache
def _office_end() -> re.Pattern[str]:
    ends = "|".join(sorted(packaged.word_list("ends_of_offices"), key=len, reverse=True))
    return re.compile(
        rf"(?:{ends}|[司股署队联]|电视台|电台|气象台|团校|课|联络处|主办方|承办方|秘书处|科协|文联|作协|团委|党委|支部|企业|酒店|报社|机关|妇联|工会)$"
    )


def has_surname(name: str) -> bool:
    """Whether a name begins like a Chinese one."""
    single, double = _surnames()
    return name[:1] in single or name[:2] in double


def is_office(text: str) -> bool:
    """Whether a run of characters ends like the name of an office (a short one with a surname counts as a person's)."""
    if not _office_end().search(text) or len(text) < 2:
        return False
    if len(text) == 3:
        return not (text[-1] in _LAST_OF_NAMES and has_surname(text) and not _DEPARTMENT.match(text))
    return len(text) > 3 or not has_surname(text) or bool(_NO_NAME.match(text))


def person_or_none(text: str, *, labelled: bool) -> str | None:
    """The name that a run of characters is: without a title after a whole name, with it after a surname. `labelled`: a label
    says that names follow, so that no known surname is needed."""
    titled = _TITLED.match(text)
    if text in _NO_PERSON or re.fullmatch(_TITLE, text):
        return None
    if (titled is not None and len(text) > 2) or (titled is not None and titled["title"] == "工"):
        base = titled["base"]
        if base in _surnames()[0] or base in _surnames()[1]:
            return text.replace(" ", "")
        if titled["title"] != "工" or len(base) > 2:
            text = base
    if "·" in text:
        return text if re.fullmatch(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,8}){1,3}", text) else None
    if not _could_be(text) or is_office(text):
        return None
    if has_surname(text) and (len(text) < 4 or text[:2] in _surnames()[1]):
        return text
    return text if labelled else None


def is_surname_with_title(name: str) -> bool:
    """Whether a name is a surname with a title and may be that of many: 王老师."""
    titled = _TITLED.match(name)
    return titled is not None and (titled["base"] in _surnames()[0] or titled["base"] in _surnames()[1])


def _could_be(text: str) -> bool:
    return 2 <= len(text) <= 4 and not text.isascii() and not _NO_NAME.search(text) and not _PLACES.match(text) and not re.search(r"[的了是在]", text)


def listed(text: str, begin: int, end: int, *, labelled: bool) -> tuple[list[Named], bool]:
    """The offices and people that are written one after the other in a span, and whether it holds nothing else. Blanks inside of
    a name (罗  漪) are closed up, those between names part them (罗小漪  石磊)."""
    found = list(_latin(text, begin, end)) if labelled or text[max(0, begin - _LOOKED_BACK) : begin].lower().rstrip().endswith("contact") else []
    runs = list(_runs(text, found[-1].end if found else begin, end, labelled=labelled))
    whole = True
    for first, last, run in runs:
        if found and re.fullmatch(_TITLE, run):
            found[-1] = replace(found[-1], end=last)
            continue
        named = list(_of_run(run, first, last, labelled=labelled and whole))
        if not named and labelled and (_LISTS.match(text, last, end) or _LISTED_ON.search(text, begin, first)):
            whole = False
            continue
        if not named or (found and found[-1].kind == "name" and _COLON.match(text, last) and (named[-1].kind == "office" or not named[-1].sure)):
            whole = False
            break
        found += named
    return found, whole and bool(found)


_LISTS, _LISTED_ON = re.compile(r"[ ]?、"), re.compile(r"、[ ]?$")


def _latin(text: str, begin: int, end: int) -> Iterator[Named]:
    """The names in Latin letters that a span begins with: Liu Ming, Ms. Wang."""
    found = _LATIN.match(text, begin, end)
    while found is not None:
        if _NO_LATIN.search(found["name"]) or not (found["title"] or " " in found["name"]):
            return
        first = found.start("title") if found["title"] and " " not in found["name"] else found.start("name")
        yield Named("name", text[first : found.end()], first, found.end())
        found = _LATIN.match(text, found.end(), end)


def _runs(text: str, begin: int, end: int, *, labelled: bool) -> Iterator[tuple[int, int, str]]:
    """The runs of characters in a span with their places; single characters beside each other are one name."""
    plain = _BRACKETED.sub(lambda found: "，" * len(found.group()), text[begin:end])
    pieces = [(found.start() + begin, found.end() + begin, found.group()) for found in re.finditer(r"[\u4e00-\u9fff·]+|[A-Za-z\d]+|[。；;]", plain)]
    at = 0
    while at < len(pieces):
        first, last, run = pieces[at]
        if run in "；;" and labelled and _is_listed_on(text, pieces, at, end):
            at += 1
            continue
        if not _is_run(run):
            yield first, last, run
            return
        if len(run) == 1:
            while (
                at + 1 < len(pieces)
                and len(run) < 3
                and _is_run(pieces[at + 1][2])
                and not text[last : pieces[at + 1][0]].strip()
                and _goes_on(run, pieces, at)
            ):
                at += 1
                last, run = pieces[at][1], run + pieces[at][2]
        yield first, last, run
        at += 1


def _is_listed_on(text: str, pieces: list[tuple[int, int, str]], at: int, end: int) -> bool:
    """Whether a semicolon parts two names of one list: 罗漪；石磊."""
    if at == 0 or at + 1 == len(pieces) or not _is_run(pieces[at + 1][2]):
        return False
    last, name = pieces[at + 1][1:]
    return person_or_none(name, labelled=False) is not None and bool(re.match(r"[ ]*(?:$|[；;、，,])", text[last:end]))


def _is_run(piece: str) -> bool:
    return not piece.isascii() and piece not in "。；"


def _goes_on(run: str, pieces: list[tuple[int, int, str]], at: int) -> bool:
    """Whether the next piece belongs to a name that is printed with blanks: 罗 漪, 石 磊老师, 李 小 明 (but 张 三 李 四)."""
    following = pieces[at + 1][2]
    titled = _TITLED.match(following)
    base = titled["base"] if titled is not None else following
    if len(run) == 1 and len(base) == 1:
        return True
    if len(run) == 1 and titled is not None and re.fullmatch(_TITLE, following):
        return True
    after = pieces[at + 2][2] if at + 2 < len(pieces) else ""
    return len(run) == 2 and len(base) == 1 and len(after) != 1


def _of_run(run: str, begin: int, end: int, *, labelled: bool) -> Iterator[Named]:
    post = _POST.match(run)
    name = person_or_none(run[post.end() :], labelled=False) if post is not None else None
    if post is not None and name is not None:
        yield Named("name", name, begin + post.end(), end)
        return
    name = person_or_none(run, labelled=labelled)
    if name is not None:
        yield Named("name", name, begin, end, has_surname(name))
        return
    if is_office(run):
        yield Named("office", run, begin, end)
        return
    both = _two_names(run) or _glued(run)
    if both is not None:
        place = begin
        for kind, part in both:
            value = person_or_none(part, labelled=True) if kind == "name" else office_of(without_post(part))
            yield Named(kind, value or part, place, min(end, place + len(part)), False)
            place += len(part)


def named_last(run: str, begin: int) -> list[Named]:
    """The person (and the person's office) that a run of characters ends with; `begin` is where the run begins."""
    at = asked_end(run)
    return [one for one in _of_run(run[at:], begin + at, begin + len(run), labelled=False) if has_surname(one.value) or one.kind == "office"]


def _two_names(run: str) -> list[tuple[Kind, str]] | None:
    """张三和李四."""
    for found in re.finditer("[和及与或]", run):
        first, last = run[: found.start()], run[found.end() :]
        one, other = person_or_none(first, labelled=False), person_or_none(last, labelled=False)
        if one and other:
            return [("name", first), ("name", last)]
    return None


def _glued(run: str) -> list[tuple[Kind, str]] | None:
    """An office with a person's name right after it: 基础教育科罗小漪."""
    titled = _TITLED.match(run)
    base = titled["base"] if titled is not None and len(titled["base"]) > 2 else run
    for size in (3, 2, 4, 1):
        office, name = base[:-size], base[-size:] + run[len(base) :]
        body = without_post(office)
        person = person_or_none(name, labelled=False)
        if len(body) >= 2 and person is not None and _office_end().search(body):
            if size == 1 and person != name:
                continue
            return [("office", office), ("name", name)]
    return None


def without_post(text: str) -> str:
    """An office without the post that somebody holds there: 体育部部长."""
    return _POST_HELD.sub("", text)


_NAME_THEN = re.compile(
    r"(?:收(?=[ ：:，,（(]))?[ ：:，,、（(—–-]*(?:(?:取得)?联系)?[ ：:，,、（(—–-]*(?:[他她其]的?)?(?:(?:的|办公|联系)?"
    r"(?:电话|手机|方式|号码|微信|[Qq]{2})(?:号码?)?[ ：:是为]*)?[ ：:，,、；;（(—–-]*(?:或(?:者?直接)?打)?$"
)
_SPACED = re.compile(rf"(?:^|[^\u4e00-\u9fff])(?P<name>[\u4e00-\u9fff](?:[ ]{{1,4}}[\u4e00-\u9fff]){{1,2}}(?:{_TITLE})?)$")
_OF_OFFICE = re.compile(r"(?:^|[^\u4e00-\u9fff])([\u4e00-\u9fff]{2,5})[ ]?[（(]([\u4e00-\u9fff]{2,20})$")
_LOOKED_BACK = 80
_HAN_RUN = re.compile(r"[\u4e00-\u9fff·]{1,40}$")


def before(text: str, begin: int, end: int) -> list[Named]:
    """The person named right before a number (and the office before the person), where a known surname shows one."""
    begin = max(begin, end - _LOOKED_BACK)
    cut = _NAME_THEN.search(text, begin, end)
    last = cut.start() if cut is not None else end
    closing = re.search(r"[（(][^（）()]{1,12}[）)]$", text[begin:last])
    if closing is not None:
        last = begin + closing.start()
    spaced = _SPACED.search(text[begin:last])
    if spaced is not None:
        name = person_or_none(spaced["name"].replace(" ", ""), labelled=False)
        if name is not None:
            return [Named("name", name, begin + spaced.start("name"), last)]
    belonging = _OF_OFFICE.search(text[begin:last])
    if belonging is not None and person_or_none(belonging[1], labelled=False) and is_office(belonging[2]):
        office = Named("office", belonging[2], begin + belonging.start(2), begin + belonging.end(2))
        return [office, Named("name", person_or_none(belonging[1], labelled=False) or "", begin + belonging.start(1), begin + belonging.end(1))]
    run = _HAN_RUN.search(text[begin:last])
    if run is None:
        return []
    first = begin + run.start()
    name = person_or_none(run.group(), labelled=False)
    if name is not None:
        others = _others_before(text, begin, first) or _first_of_two(text, begin, first)
        return [*_office_before(text, begin, others[0].begin if others else first), *others, Named("name", name, first, last)]
    asked = asked_end(run.group())
    rest = run.group()[asked:]
    named = list(_of_run(rest, last - len(rest), last, labelled=False))
    if named and named[-1].kind == "name":
        return named
    if asked and len(rest) > 4 and person_or_none(rest[-3:], labelled=False):
        return [Named("name", rest[-3:], last - 3, last, False)]
    return []


_ONE_OF_LIST = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,5})[ ]{0,4}[、 ][ ]{0,4}$")
_MOST_LISTED, _SPAN = 8, 16


def _others_before(text: str, begin: int, end: int) -> list[Named]:
    """The names that are listed before a name: after an office and a colon, or from the beginning of the line."""
    others: list[Named] = []
    while len(others) < _MOST_LISTED and (found := _ONE_OF_LIST.search(text, max(begin, end - _SPAN), end)) is not None:
        name = person_or_none(found[1], labelled=False)
        if name is None:
            break
        end = found.start(1)
        others.insert(0, Named("name", name, end, found.end(1)))
    return others if not text[begin:end].strip() or text[begin:end].rstrip().endswith(("：", ":")) else []


def _first_of_two(text: str, begin: int, end: int) -> list[Named]:
    """The office and the person that are listed before a name, with no blank between them: 市教育局罗漪、(石磊)."""
    run = re.search(r"([\u4e00-\u9fff]{4,30})[ ]?、[ ]?$", text[begin:end])
    named = named_last(run[1], begin + run.start(1)) if run is not None else []
    return named if named and named[-1].kind == "name" else []


_PLACE_THEN = re.compile(r"[\u4e00-\u9fff]{1,8}[市县区旗盟州镇乡][:：]")


def _office_before(text: str, begin: int, end: int) -> list[Named]:
    """The office that stands apart before a name."""
    run = re.search(r"([\u4e00-\u9fff]{2,24})[ ：:]*$", text[begin:end])
    if run is None or not (is_office(run[1]) or _PLACE_THEN.fullmatch(run.group().rstrip())):
        return []
    return [Named("office", office_of(run[1]), begin + run.start(1), begin + run.end(1))]


_AFTER = re.compile(
    r"[ ]*(?:[（(]|[，,]?(?:请?找|联系人?))?[ ]*((?:[\u4e00-\u9fff][ ]{1,3}"
    r"(?=[\u4e00-\u9fff](?![\u4e00-\u9fff])))?[\u4e00-\u9fff·]{1,10})[ ]*(?=$|[，,；;。、）)  \0])"
)


_IN_BRACKETS = re.compile(r"[ ]*[（(]([\u4e00-\u9fff·、 ]{2,30})[）)]")


def after(text: str, begin: int, end: int) -> list[Named]:
    """The person named right after a number: 古小姐, （毕老师）."""
    bracketed = _IN_BRACKETS.match(text, begin)
    if bracketed is not None:
        named, whole = listed(text, bracketed.start(1), bracketed.end(1), labelled=False)
        if whole and named[-1].kind == "name":
            return named
    found = _AFTER.match(text, begin, end)
    name = person_or_none(found[1].replace(" ", ""), labelled=False) if found is not None else None
    return [Named("name", name, found.start(1), found.end(1))] if found is not None and name is not None else []
