"""What of a contact stands in a passage, in the order of the words: labels, names, offices, numbers, mailboxes, addresses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.extraction import people
from knowledge.extraction.addresses import address_at, boxes_in, masked
from knowledge.extraction.contacts_sent import sent_to
from knowledge.extraction.offices import office_of
from knowledge.extraction.phones import numbers_in


class Mark(StrEnum):
    """What a mark says. `BEGINS`: a label after which people are named. `ROLE`: what the contact is for."""

    BEGINS = "begins"
    ROLE = "role"
    OFFICE = "office"
    NAME = "name"
    PHONE = "phone"
    FAX = "fax"
    BOX = "box"
    QQ = "qq"
    ADDRESS = "address"
    POSTCODE = "postcode"


@dataclass(frozen=True, slots=True)
class Marked:
    """One mark with its place in the passage. `labelled`: a label says what it is; else its form and its neighbours do. `behind`:
    it names whoever the number before it belongs to."""

    mark: Mark
    value: str
    begin: int
    end: int
    labelled: bool = True
    behind: bool = False


_FOR = (
    r"报名|咨询|值班|监督|举报|投诉|技术咨询|技术支持|技术|业务咨询|业务|会务|投稿"
    r"|服务|预约|订餐|订房|政策咨询|政策|救援|抢险|应急|报修|受理|财务|稿件|审核|查询"
)
_LABEL = re.compile(
    rf"(?P<role>{_FOR})?(?:"
    r"(?P<person>(?:(?:联系|联络|咨询|收件|收信|经办|对接|受理|接收)(?:人(?![工才民事大力口文社均])员?|员)|(?:联系|咨询|答疑|对接|负责)(?:老师|同学)"
    r"|负责人(?=[:：][ ]?[\u4e00-\u9fff]{2,4}[ ：:，,（(]{1,4}[2-9]\d{6})|(?<![A-Za-z])C(?:ontact|ONTACT)(?:s|[ ][Pp]erson)?(?=[ ]?[:：])"
    r"|(?<![A-Za-z])[Cc]ontact(?=[ ](?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b|[A-Z][a-z]+[ ][A-Z])))"
    r"(?:姓名)?(?:[ ]?[及和、/与][ ]?(?:联系)?(?:电话|方式|手机)(?:号码)?)?)"
    r"|(?P<asked>(?:请|可|会务|业务)?联系(?=[:：])|咨询(?=[:：]))"
    r"|(?P<both>(?:联系|办公)?电话[ ]?[/、及和与（(]{1,2}[ ]?(?:兼|含)?传真[）)]?|传真[ ]?[/、及和与（(]{1,2}[ ]?电话[）)]?|电传)"
    r"|(?P<fax>传真(?:号码?|电话)?|(?<![A-Za-z])(?:Fax|FAX|fax)(?![A-Za-z]))"
    r"|(?P<phone>(?:联系|办公|固定|移动|咨询|固)?(?:电话|手机|座机|热线|短号|内线)(?:号码?|[ ]?[/、及和][ ]?(?:微信|手机|电话))?"
    r"|(?<![\u4e00-\u9fff])话(?=[ ]?[:：])|致电|拨打?|请打|来电|电询|请询|联系(?:方式|办法)|微信号?"
    r"|(?<![A-Za-z])(?:Tel|TEL|tel|Phone|Mobile)(?![A-Za-z]))"
    r"|(?P<address>(?<!下载)(?<!网站)(?<!网页)(?<!平台)(?<!链接)(?<![网子箱件P])"
    r"(?:联系|通信|通讯|邮寄|寄送|办公|收件|寄件|投递|报送|送达|单位|收稿|邮政)?地址(?=[ ]?[:：])|寄至[:：])"
    r"|(?P<post>(?:邮编|邮政编码|邮码)(?=[ ]?[:：]?[ ]?\d{6}(?!\d)))"
    r"|(?P<qq>(?:工作)?(?:[Qq][ ]?[Qq]|扣扣)(?:号码?)?(?=[ ]?[:：]?[ ]?[1-9]\d{4,10}(?![\d@])))"
    r")(?P<note>[（(][^（）()\d]{1,10}[）)](?=[ ]?[:：]))?(?P<colon>[ ]?[\]】]?[ ]?(?:[:：.]|[是为](?=[\u4e00-\u9fff]{2,4}[，,、；。（(])(?!各))?)"
)
_NO_BODY = re.compile(
    r"^(?:会议|活动|主要|具体|本次|其他|指定|校内|单位|报送|如有|请|各|统计|填报|第[一二三]|常务|日常)|通知|如下|及$|和$|的$|注明|填写|(?:报送|申报|填报|报名|咨询)$"
)
_BOX_LABEL = re.compile(r"(?:邮箱|信箱|邮件|邮址|[Ee]-?[Mm][Aa][Ii][Ll])(?:地址)?(?:报送)?[ ]?[:：]?[（(]?[ ]*$")
_BOX_OF = re.compile(r"([\u4e00-\u9fff]{2,40}?)(?:的|工作|公共|专用|指定|电子|官方)*(?:邮箱|信箱)[（(]?(?:邮箱|信箱)?[ ]?[:：]?[ ]*$")
_BOX_FIRST = re.compile(r"[\u4e00-\u9fff、/]{0,8}(?:邮箱|信箱|电子邮件|邮址|E-?mail)(?:地址|报送)?[ ]?[:：]", re.I)
_INSIDE = re.compile(r"[ ]?\d{3,4}(?!\d)")
_FAX_TOO = re.compile(r"[ ]?[（(](?:含|兼|同|带|可|自动)?传真")
_FAX_ONLY = re.compile(r"[ ]?[（(]传真[）)]")
_BARE = re.compile(
    r"[\u4e00-\u9fff]{1,20}(?:老师|主任|科长|处长|部长|秘书长|经理|先生|女士)[ ：:，,]{0,4}(?!20[012])[2-9]\d{6,7}(?=$|[；;，,、（( ])"
)
_PLACE_ASKED = re.compile(r"[\u4e00-\u9fff]{0,10}(?:窗口|校区|大厅|前台|门卫)")
_NOTHING = re.compile(r"[（(][^（）()]*[）)]?|[ ：:，,、/；;（）()【】\[\]和或及|~—–是为请至到\-]")
_OF_BODY = re.compile(r"[ ]*(?:负责|责任|联系|受理|咨询|经办|承办)(?:部门|单位|处室|科室|机构)[ ]?[:：][ ]*")
_HEADER = re.compile(
    r"联系人|联系方式|联系电话|咨询电话|咨询方式|咨询办法|联系办法|联络方式|联络人|咨询渠道|联系单位|值班电话|联系邮箱|(?:咨询|联系|联络)[:：]?$"
)
_ASKS = re.compile(r"(?:联系|咨询|拨打|致电|询问|联络)[^。；，,:：]{0,20}[:：]$")
_ROW = re.compile(r"联系人.{0,20}(?:电话|手机|方式)|(?:电话|手机|方式).{0,20}联系人")
_WORTH = re.compile(
    r"\d{5}|\d{3,4}[ -]\d{4}|@|[（(\[ ](?:at|AT)[）)\] ]|联系|联络|电话|手机|热线|收件|咨询|地址|邮箱|经办|对接|OA|寄"
    r"|\d(?:室|房)|老师|同学|班长|组长|团支书|学委|学习委员|辅导员|[Cc]ontact|CONTACT"
)
_HEADER_MOST, _ROW_MOST, _LINE_MOST = 24, 60, 60
_SHORT, _LOCAL, _BLANKS = 6, 7, 4


def worth(text: str) -> bool:
    """Whether a passage may have anything of a contact."""
    return bool(_WORTH.search(text))


def is_header(text: str, begin: int = 0) -> bool:
    """Whether a passage only says that contacts follow."""
    plain = text[begin:].strip()
    if re.search(r"\d{4}|@", plain) or _names_somebody(plain):
        return False
    if _ASKS.search(plain):
        return True
    if not _HEADER.search(plain):
        return False
    return (len(plain) <= _HEADER_MOST and not re.search(r"[，。；]|[:：】\]].", plain)) or (
        len(plain) <= _ROW_MOST and bool(_ROW.search(plain)) and "  " in plain
    )


def _names_somebody(text: str) -> bool:
    """Whether a known name stands right after a label of people: 联系人 罗漪."""
    found = _LABEL.search(text)
    if found is None or found["person"] is None:
        return False
    named, _ = people.listed(text, found.end(), len(text), labelled=False)
    return bool(named) and named[0].kind == "name" and named[0].begin - found.end() <= _BLANKS


def begins_contact(text: str, begin: int = 0) -> bool:
    """Whether a passage begins with a label of a contact."""
    plain = text[begin:].lstrip(" （([【")
    return bool(_LABEL.match(plain) or _BOX_FIRST.match(plain))


def begins_with_box(text: str, begin: int = 0) -> bool:
    """Whether a passage is about a mailbox and nothing else."""
    plain = text[begin:].lstrip(" （(")
    return bool(_BOX_FIRST.match(plain)) or next((at == 0 for _, at, _ in boxes_in(plain)), False)


def line_of_names(text: str, begin: int = 0) -> list[Marked]:
    """A passage that is nothing but an office and the names of its people, or one of both."""
    if len(text) - begin > _LINE_MOST or re.search(r"[\d。；@]", text[begin:]):
        return []
    body = _OF_BODY.match(text, begin)
    begin = body.end() if body is not None else begin
    named, whole = people.listed(text, begin, len(text), labelled=False)
    if whole:
        return [_mark(one, labelled=False) for one in named]
    plain = text[begin:].strip(" ：:")
    return [Marked(Mark.OFFICE, plain, begin, len(text), False)] if people.is_office(plain) and not re.search(r"[，、：]", plain) else []


def office_of_box(text: str, begin: int) -> str | None:
    """Whose a mailbox is, where the words before it say so: 发至科技处邮箱."""
    found = _BOX_OF.search(text, max(0, begin - _LINE_MOST), begin)
    office = office_of(found[1]) if found is not None else ""
    return office if people.is_office(office) else None


@dataclass(frozen=True, slots=True)
class _Item:
    """A label, a number or a mailbox in a passage."""

    kind: str
    begin: int
    end: int
    value: str = ""
    role: str = ""
    sure: bool = True
    colon: bool = True


def marks_of(text: str, begin: int = 0, *, context: bool) -> list[Marked]:
    """The marks of a passage. `context`: contacts stand around it, so that numbers and names need no label."""
    return list(_Reader(text, begin, context=context).marks())


class _Reader:
    """Goes through the labels, numbers and mailboxes of a passage and understands what stands between them."""

    def __init__(self, text: str, begin: int, *, context: bool) -> None:
        self.text, self.context = text, context
        self.at = begin
        self.mode = "context" if context else ""
        self.after_number = False
        self.name_first: bool | None = None
        self.named = False
        self.items = _items(text, begin)
        bare = _BARE.match(text, begin)
        self.bare = bare.end() if bare is not None else 0

    def marks(self) -> Iterator[Marked]:
        numbers = [item.begin for item in self.items if item.kind == "number" and (item.sure or len(item.value) >= _LOCAL)]
        named = [replace(_mark(one, labelled=True), labelled=True) for one in sent_to(self.text, numbers)]
        for number, item in enumerate(self.items):
            if item.begin < self.at:
                continue
            while named and (not numbers or named[0].begin < item.begin):
                yield named.pop(0)
            following = self.items[number + 1] if number + 1 < len(self.items) else None
            yield from self._between(item)
            yield from self._item(item, following)
        yield from named
        yield from self._rest()

    def _between(self, item: _Item) -> Iterator[Marked]:
        """What stands before an item: a person after the number before, or before the number that follows, or an office."""
        self.named = False
        yield from self._behind(item)
        if "。" in self.text[self.at : item.begin] and self.mode != "context":
            self.at, self.mode, self.after_number = self.text.rindex("。", self.at, item.begin) + 1, "", False
        named = self._ahead(item)
        if named:
            self.named, self.name_first = True, self.name_first is not False or not self.after_number
            yield from (_mark(one, labelled=False) for one in named)
            self.at = item.begin
            return
        if item.kind == "number" and self.name_first is None:
            self.name_first = self.mode == "person" or not self._names_follow(item)
        if item.kind in ("person", "phone", "both", "fax", "number", "address"):
            office = list(self._office(self.at, item.begin))
            yield from office or (self._headed(item) if item.kind == "person" and item.colon else ())

    def _behind(self, item: _Item) -> Iterator[Marked]:
        """The person named after the number before: in brackets, or where numbers come first."""
        if not self.after_number or item.kind == "box":
            return
        named = people.after(self.text, self.at, item.begin)
        bracket = self.text[self.at : self.at + 2].strip()[:1] in ("（", "(")
        if named and (bracket or self.name_first is False):
            yield from (replace(_mark(one, labelled=False), behind=True) for one in named)
            self.at = named[-1].end

    def _names_follow(self, item: _Item) -> bool:
        """Whether a person is named after the last of the numbers that stand beside each other: people follow their numbers."""
        at = bisect_right(self.items, item.begin, key=lambda one: one.begin)
        last = item
        while at < len(self.items) and self.items[at].kind == "number":
            last, at = self.items[at], at + 1
        return bool(people.after(self.text, last.end, self.items[at].begin if at < len(self.items) else len(self.text)))

    def _ahead(self, item: _Item) -> list[people.Named]:
        """The person named right before a number, its label, or (at the beginning of a line) a mailbox."""
        if item.kind not in ("number", "phone", "qq", "both", "box"):
            return []
        named = people.before(self.text, self.at, item.begin)
        if not named or (item.kind in ("phone", "both") and not self._number_follows(item)):
            return []
        return named if item.kind != "box" or self.mode or not self.text[: named[0].begin].strip() else []

    def _number_follows(self, item: _Item) -> bool:
        if _INSIDE.match(self.text, item.end):
            return True
        at = bisect_right(self.items, item.begin, key=lambda one: one.begin)
        return any(one.kind == "number" and one.begin <= item.end + _SHORT for one in self.items[at : at + 2])

    def _office(self, begin: int, end: int) -> Iterator[Marked]:
        begin = max(begin, end - _LINE_MOST)
        run = re.search(r"([\u4e00-\u9fff（）]{2,40})[ ：:，,（(]*$", self.text[begin:end])
        if run is None:
            return
        office = office_of(run[1].rstrip("（"))
        if people.is_office(office) and not office.startswith(("）", "（")):
            yield Marked(Mark.OFFICE, office, begin + run.start(1) + run[1].rindex(office), begin + run.end(1))

    def _headed(self, item: _Item) -> Iterator[Marked]:
        """Whatever begins a line or a clause right before a label of people: 某某传媒联系人：."""
        begin = max(self.at, item.begin - _LINE_MOST)
        run = re.search(r"(?:^|[，。；\0 ])([\u4e00-\u9fff]{2,16})$", self.text[begin : item.begin])
        if run is not None and not _NO_BODY.search(run[1]):
            yield Marked(Mark.OFFICE, run[1], begin + run.start(1), begin + run.end(1))

    def _item(self, item: _Item, following: _Item | None) -> Iterator[Marked]:
        if item.role:
            yield Marked(Mark.ROLE, item.role, item.begin, item.begin + len(item.role))
        if item.kind == "person":
            yield from self._people(item, following)
        elif item.kind == "number":
            yield from self._number(item)
            return
        elif item.kind == "box":
            yield Marked(Mark.BOX, item.value, item.begin, item.end, bool(_BOX_LABEL.search(self.text, max(0, item.begin - 16), item.begin)))
            self.at = item.end
            self.after_number = self.text[item.end : item.end + 1] in ("（", "(")
            return
        elif item.kind in ("qq", "post"):
            yield Marked(Mark.QQ if item.kind == "qq" else Mark.POSTCODE, item.value, item.begin, item.end)
            self.at = item.end
        elif item.kind == "address":
            yield from self._address(item)
        else:
            self.mode, self.at = item.kind, item.end
        self.after_number = False

    def _people(self, item: _Item, following: _Item | None) -> Iterator[Marked]:
        """The people after their label; without a colon only where a known surname follows."""
        end = following.begin if following is not None else len(self.text)
        named, _ = people.listed(self.text, item.end, end, labelled=item.colon)
        if not item.colon and not (named and named[0].begin - item.end <= 2):
            self.at, named = item.end, []
            if following is None or following.begin - item.end > _SHORT:
                return
        yield Marked(Mark.BEGINS, self.text[item.begin : item.end], item.begin, item.end)
        yield from (_mark(one, labelled=True) for one in named)
        self.mode = "person"
        self.name_first = True if named else None
        self.at = named[-1].end if named else item.end

    def _number(self, item: _Item) -> Iterator[Marked]:
        gap = self.text[max(self.at, item.begin - _LINE_MOST) : item.begin]
        if _BOX_LABEL.search(self.text, max(0, item.begin - 16), item.begin):
            return
        labelled = bool(self.mode) and self.mode != "context"
        if not item.sure and not self._believed(item, _NOTHING.sub("", gap), labelled=labelled):
            return
        mobile = len(item.value) == 11 and item.value.isdigit()
        fax_only = self.mode == "fax" or (self.after_number and _FAX_ONLY.match(self.text, item.end) is not None)
        if not fax_only or mobile:
            yield Marked(Mark.PHONE, item.value, item.begin, item.end, labelled)
        if not mobile and (fax_only or self.mode == "both" or _FAX_TOO.match(self.text, item.end)):
            yield Marked(Mark.FAX, item.value, item.begin, item.end, labelled)
        self.at, self.after_number = item.end, True
        self.named = False

    def _believed(self, item: _Item, between: str, *, labelled: bool) -> bool:
        """Whether digits are a number to call by what stands before them: a label, a person, an office after a label; short ones
        only right after a label."""
        close = self.named or not between
        if len(item.value) < _LOCAL:
            return labelled and close
        alone = (self.mode == "context" and len(between) <= 2) or self.bare > item.begin
        return (
            (bool(self.mode) and close)
            or alone
            or (bool(self.mode) and (people.is_office(people.without_post(between)) or bool(_PLACE_ASKED.fullmatch(between))))
        )

    def _address(self, item: _Item) -> Iterator[Marked]:
        found = address_at(self.text, item.end)
        self.at = item.end
        if found is None:
            return
        value, end = found
        if not re.search(r"www|http|\0", value):
            yield Marked(Mark.ADDRESS, value, item.end, end)
        self.at = end
        post = re.compile(r"[ ]*[（(](?:邮编|邮政编码)?[:：]?[ ]?(\d{6})[）)]").match(self.text, end)
        if post is not None:
            yield Marked(Mark.POSTCODE, post[1], post.start(1), post.end(1))
            self.at = post.end()

    def _rest(self) -> Iterator[Marked]:
        """The person named after the last number."""
        if self.after_number:
            yield from (replace(_mark(one, labelled=False), behind=True) for one in people.after(self.text, self.at, len(self.text)))


def _mark(named: people.Named, *, labelled: bool) -> Marked:
    return Marked(Mark.NAME if named.kind == "name" else Mark.OFFICE, named.value, named.begin, named.end, labelled and named.sure)


def _items(text: str, begin: int) -> list[_Item]:
    """The labels, numbers and mailboxes of a passage in order; none stands inside of another."""
    boxes = [_Item("box", first, last, value) for value, first, last in boxes_in(text) if first >= begin]
    pieces, done, plain = [], 0, masked(text)
    for box in boxes:
        pieces += [plain[done : box.begin], "\0" * (box.end - box.begin)]
        done = box.end
    plain = "".join([*pieces, plain[done:]])
    labels = [_label(found, plain) for found in _LABEL.finditer(plain, begin)]
    begins = [one.begin for one in labels]
    numbers = [
        _Item("number", one.begin, one.end, one.value, sure=one.sure)
        for one in numbers_in(plain)
        if one.begin >= begin and not _is_inside(one.begin, labels, begins)
    ]
    return sorted([*boxes, *labels, *numbers], key=lambda item: item.begin)


def _is_inside(place: int, labels: Sequence[_Item], begins: Sequence[int]) -> bool:
    """Whether a place belongs to a label; `begins` are their beginnings in order."""
    at = bisect_right(begins, place) - 1
    return at >= 0 and place < labels[at].end


def _label(found: re.Match[str], text: str) -> _Item:
    if found["asked"] is not None:
        return _Item("person", found.start(), found.end(), role=found["role"] or "", colon=False)
    kind = next(name for name in ("person", "both", "fax", "phone", "address", "post", "qq") if found[name] is not None)
    colon = found["colon"].strip() not in ("", "是", "为")
    begin, end = found.start(), found.end()
    if kind == "phone" and found["note"] and "传真" in found["note"]:
        kind = "both"
    if kind in ("post", "qq"):
        digits = re.compile(r"[ ：:]*(\d{5,11})").match(text, end)
        if digits is not None:
            return _Item(kind, begin, digits.end(), digits[1], colon=colon)
    return _Item(kind, begin, end, role=found["role"] or "", colon=colon)
