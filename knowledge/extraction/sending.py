"""The grammar of handing in: 将X报送至Y, 向Y报送X, X请于…前交Y, 报送X."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge import packaged
from knowledge.extraction.papers import is_paper, papers_in

_VERBS = (
    r"(?:报送|上报|呈报|填报|申报|报备|汇报|反馈|提交|递交|上交|交回|送交|寄送|邮寄|快递|传真|寄交|发送|发回|上传|传送|投递|函告|抄送|送达|汇总|报(?![告表名道刊社纸销考警导喜到])|交(?![流通警付叉替谈界互易往])"
    r"|送(?!审|检)|寄|传(?![真统播承媒说])|发(?![展布文生动挥言现放票明表起给奖函行扬]))"
)
_VERB = re.compile(rf"(?P<verb>{_VERBS})(?P<dir>至|到|给|往|送至|交至|向)?")
_ADVERBS = (
    r"(?:一并|分别|同时|及时|统一|一同|同步|按时|如实|认真|准确|集中|另行|单独|盖章后?|加盖公章后?|签字盖章后?|扫描后?|打包后?|压缩后?|审核后?|汇总后?|填写后?|填好后?|填妥后?|整理后?|打印后?|汇编成册后?|录入[^，。；]{0,8}后|填好盖章后?|，|、|并|再|以?电子版|以?纸质版|书面|"
    r"以[^，。；]{2,20}?(?:形式|方式|名义)|通过[^，。；]{2,24}?|用[^，。；]{2,12}?|于\s*□+|在\s*□+|由[^，。；]{2,14}?)*"
)
_TAKEN = re.compile(rf"(?:将|把)(?P<what>[^。；！？]{{2,200}}?){_ADVERBS}{_VERB.pattern}(?P<rest>[^，。；！？]*)")
_TOWARDS = re.compile(rf"向(?P<to>[^，。；！？]{{2,40}}?)(?:{_VERBS})(?P<what>[^，。；！？]{{2,80}})")
_MASKED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|（[^（）]*）|\([^()]*\)|“[^“”]{0,40}”")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_OFFICE_END = re.compile(
    rf"(?:{'|'.join(packaged.word_list('ends_of_offices'))}|协|组织部|宣传部|团市委|县委|市委|省委|股|党组|党委|总支|支部|台|报社|秘书)$"
)
_MAILBOX = re.compile(r"(?:(?:联系人?|指定|专用|以下|上述|下列|工作|公共|活动|大赛|电子|组委会|官方|如下)*(?:电子)?(?:邮箱|信箱|邮件)|e-?mail)", re.I)
_ROOM = re.compile(r"\d{2,5}(?:办公室|室|房间|房)?$|(?:办公室|房间|窗口|前台|值班室|收发室)$")
_SITE = re.compile(r"(?:网站|平台|系统|官网|小程序|公众号|群|文件夹|网盘|网页|链接|微信)$")
_END_OF_NAME = re.compile(
    r"[，。；：:（(]|联系人|(?:(?<=老师)|(?<=同志)|(?<=主任)|(?<=科长)|(?<=同学)|(?<=书记))处(?=$)|(?:电子)?邮箱|信箱|电子邮件|E-?mail|QQ", re.I
)
_BODY = re.compile(r"[\u4e00-\u9fff]{2,8}(?<!材料)(?<!情况)(?<!宣传)(?<!存档)(?<!备案)(?<!汇总)(?<!审核)")
"""A body beside an office, of whatever kind."""

_FILLERS = re.compile(r"(?:一并|同时|另|请|须|应|则|再|统一|分别|及时|于|在|前)+$")
_SHORT_CLAUSE = 60
_JOINT = re.compile(r"[、和及与或](?=[\u4e00-\u9fff“])")


@dataclass(frozen=True, slots=True)
class Sending:
    """What a sentence says of handing in: the words for what (or None), the receivers, and whether an order of words made clear
    which is which."""

    what: str | None
    to: tuple[str, ...]
    mailboxes: tuple[str, ...]
    begin: int


def masked(text: str) -> str:
    """A text with titles, brackets and quotations blotted out, in its full length."""
    return _MASKED.sub(lambda found: found.group()[0] + "□" * (len(found.group()) - 2) + found.group()[-1], text)


def sendings_in(text: str) -> Iterator[Sending]:
    """What is handed in to whom, in the order of the words of a sentence (or of a part of it)."""
    plain = masked(text)
    place = 0
    while (taken := _TAKEN.search(plain, place)) is not None:
        rest = text[taken.start("rest") : taken.end("rest")]
        yield Sending(text[slice(*taken.span("what"))], *_receivers(rest, directed=True), taken.start())
        place = taken.end()
    towards = _TOWARDS.search(plain, place)
    if towards is not None:
        yield Sending(text[slice(*towards.span("what"))], *_receivers(text[slice(*towards.span("to"))], directed=True), towards.start())
        place = towards.end()
    for found in _VERB.finditer(plain, place):
        if found.start() < place:
            continue
        end = next((at for at in range(found.end(), len(plain)) if plain[at] in "，。；！？"), len(plain))
        yield _plain_verb(text, found, end, place)
        place = end


def receivers_in(words: str) -> tuple[str, ...]:
    """The offices that the words list."""
    return _receivers(words, directed=True)[0]


def _plain_verb(text: str, found: re.Match[str], end: int, begin: int) -> Sending:
    """A verb by itself: what follows it are receivers or what is handed in; papers right before it are what is handed in."""
    rest = text[found.end() : end]
    clause = re.split(r"[，；：。]", text[begin : found.start()])[-1]
    clause = _FILLERS.sub("", clause)
    named = papers_in(clause) if 1 < len(clause) <= _SHORT_CLAUSE else []
    before = clause if named and all(map(is_paper, named)) else None
    if found["dir"]:
        return Sending(before, *_receivers(rest, directed=True), found.start())
    what, marker, to = _first_direction(rest)
    if marker:
        offices, boxes = _receivers(to, directed=True)
        if offices or boxes:
            return Sending(what.strip() or None, offices, boxes, found.start())
    offices, boxes = _receivers(rest, directed=False)
    if offices or (boxes and not rest.partition(boxes[0])[0].strip(" ：:")):
        return Sending(before, offices, boxes, found.start())
    return Sending(rest.strip() or None, (), boxes, found.start())


def _first_direction(rest: str) -> tuple[str, str, str]:
    found = re.search(r"至|到(?!位)|给|发往|寄往", masked(rest))
    return (rest[: found.start()], found.group(), rest[found.end() :]) if found else (rest, "", "")


def _receivers(words: str, *, directed: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The offices, rooms and sites that the words name, and the mailboxes."""
    boxes = tuple(dict.fromkeys(_MAIL.findall(words)))
    plain = _END_OF_NAME.split(_MAIL.sub("", words))[0]
    named = _MAILBOX.search(words)
    if named is not None and not boxes:
        boxes = (named.group(),)
    offices: list[str] = []
    held = ""
    for part in _JOINT.split(plain):
        held = f"{held}{plain[plain.find(part) - 1]}{part}" if held else part
        name = _trimmed(held)
        if _is_receiver(name, directed=directed) or (offices and _BODY.fullmatch(name)):
            offices.append(name)
            held = ""
        elif not directed and not offices and len(held) > 24:
            break
    return tuple(dict.fromkeys(offices)), boxes


def _trimmed(name: str) -> str:
    return re.sub(
        r"^(?:以下|如下|指定的?)|(?:分别|(?:备案|存档|汇总|审核)(?:[和与及、].*)?|指定|专用|公共|工作|的|进行.*|统一.*)$",
        "",
        name.strip(" 、，“”"),
    )


def _is_receiver(name: str, *, directed: bool) -> bool:
    if not 2 <= len(name) <= 32 or re.search(r"总结|报告$|材料|表$|情况|名单|活动$", name):
        return False
    if _OFFICE_END.search(name):
        return directed or len(name) > 2
    return directed and bool(_ROOM.search(name) or _SITE.search(name) or re.search(r"(?:老师|同志|同学|主任|科长|负责人|联系人)$", name))
