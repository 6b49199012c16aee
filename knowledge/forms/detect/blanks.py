"""What a cell looks like: a place to write in, words, or both."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct

from knowledge.forms.detect import words

_WRITE = r"\s_＿\u200b﹍…"
_EMPTY = re.compile(rf"[{_WRITE}]*|\s*[（(][{_WRITE}]+[）)]\s*")
_GAPS = re.compile(rf"[{_WRITE}]+")
_PARTICLE = re.compile(
    r"(?:[第每自从约共计至到—~～年月日时点分周期届次号：:，,、；;。（()）￥¥]|星期|上午|下午|[上中下]旬|人民币|大约|[省市县区州盟旗乡镇村组路街室]|街道|社区)+"
)
_PARTS = re.compile(rf"\s*(?:[\u4e00-\u9fff]{{1,8}}[{_WRITE}]{{2,}}[\u4e00-\u9fff]{{1,2}}(?:[，,、；;。\s]+|$)){{2,}}")
_SPACED_UNIT = re.compile(
    rf"(?:(?:(?:大?约|共计?|合计|总?计|[￥¥]|人民币)[{_WRITE}]|[{_WRITE}])[{_WRITE}]*(?P<a>[^{_WRITE}（(]+?)\s*(?:左右|以上|以下|以内)?\s*|[{_WRITE}]*[（(]\s*(?P<b>[^（）()]+)\s*[）)][{_WRITE}]*)",
    re.DOTALL,
)
_DAY = r"(?:(?:20|[0-9]{3,4}|[X×Xx]{2,4})?年)?(?:[X×x]*月)?(?:[X×x]*日)?(?:[上下]午)?(?:[时点]分?)?"
_DATE = re.compile(rf"[自从于]?{_DAY}(?:起?(?:至|到|[-—–~～])+{_DAY}止?)?")
_STAMP = re.compile(r"盖章|签字|签名|公章|签章|印章|[（(]章[）)]")
_SIGNER = re.compile(
    r"(?:经办|负责|主要负责|单位负责|部门负责|审核|审批|推荐|法定代表|法人|主管|分管|科室负责)[人者]?(?:[（(].*[）)])?|(?:单位|主管|分管)?领导|日期|签署日期"
)
_DATE_SPOT = re.compile(r"(?:20[0-9]{0,2})?[\s_]*年[\s_]*月[\s_]*日")
_BOX = "□☐◻▢○◯☑☒■囗"
_BOXED = re.compile(rf"[{_BOX}]|[（(]\s+[）)]")
_EITHER = re.compile(r"([是有男])\s*[/／]\s*([否无女])")
_STRUCK = re.compile(r"[/／\\—\-－×*＊·]+|无需填写|不填|免填")
_NOTE = re.compile(r"(?:注|附注|备注|说明|填表说明|填报说明|填写说明|填表须知|填表要求|注意事项|注意)(?:[：:]|\s*[0-9一]|$)|[*※＊]\s*注|※")
_RUN = r"(?:[^\s：:_＿，,；;。□☐（(]|[（(][^（）()]*[）)])+"
_FILL = re.compile(rf"(?P<label>{_RUN})\s*[：:](?P<value>.*?)(?=(?<![^\s，,；;。_＿]){_RUN}\s*[：:]|$)", re.DOTALL)
_GAP = re.compile(r"[_＿]{2,}|(?<=[\u4e00-\u9fff]) {3,}(?=[\u4e00-\u9fff])")
_SPREAD = re.compile(r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff][ \u3000\xa0]{1,6}){1,4}[\u4e00-\u9fff](?=\s*[：:（(])")
_HINT = re.compile(r"字|填写|请|说明|如|包括|注明|另附|附后|详细|概述|简述|简要|例|选|填")
_PROMPT = re.compile(
    r"[（(【\[<＜]?(?:请(?:在此|于此处?)?(?:填写?|输入|选择|点击|简述|简要|概述|说明|注明|列出|描述)|(?:单击|点击|双击)|(?:在)?此处(?:填写|输入)).*"
)
_MARKED = re.compile(r"[：:]|[_＿]{2}")
LONGEST = 600
"""A longer text is to be read, not to be filled in."""
_LONGEST_LABEL = 150
"""Questions with their explanation come to this."""
_LONG = 60
"""From so many characters on a cell with whole sentences is a note, not a label."""


class Look(StrEnum):
    """What a cell is by its text alone."""

    EMPTY = "empty"
    HINT = "hint"
    GAPS = "gaps"
    UNIT = "unit"
    DATE = "date"
    CHOICE = "choice"
    STAMP = "stamp"
    INLINE = "inline"
    STRUCK = "struck"
    NOTE = "note"
    TEXT = "text"


BLANK = frozenset({Look.EMPTY, Look.HINT, Look.GAPS, Look.UNIT, Look.DATE, Look.CHOICE, Look.STAMP})


class FillIn(Struct, frozen=True):
    """A label with its place to write in, in one line: "联系人：____"."""

    label: str
    value: str


@lru_cache(maxsize=4096)
def look(text: str) -> Look:
    """What a cell is by its text alone."""
    if _EMPTY.fullmatch(text) or re.fullmatch(rf"\s*[{_BOX}]\s*", text):
        return Look.EMPTY
    if spaced_unit(text):
        return Look.UNIT
    bare = words.tidy(text.replace("_", "").replace("＿", ""))
    if _is_date(bare):
        return Look.DATE
    if choices(text) and not fill_ins(text):
        return Look.CHOICE
    if _is_gaps(text):
        return Look.GAPS
    if is_prompt(text):
        return Look.HINT
    if _STRUCK.fullmatch(bare):
        return Look.STRUCK
    if _NOTE.match(bare) and len(bare) > 4:
        return Look.NOTE
    if found := fill_ins(text):
        return Look.STAMP if _is_opinion(found, text) else Look.INLINE
    if _is_stamped(text):
        return Look.STAMP
    return Look.NOTE if _is_prose(bare) else Look.TEXT


def _is_date(bare: str) -> bool:
    return "月" in bare and ("年" in bare or "日" in bare) and _DATE.fullmatch(bare) is not None


def _is_gaps(text: str) -> bool:
    """Whether room to write in stands between short words that belong to the answer: "第  届", "男  人，女  人"."""
    if not re.search(rf"[{_WRITE}]{{2}}", text.strip("\n")) or len(text) > _LONGEST_LABEL:
        return False
    said = [part for part in _GAPS.split(text) if part]
    if (
        said
        and all(_PARTICLE.fullmatch(part) or words.unit_or_none(part) for part in said)
        and (len(said) > 1 or said[0] in "第约共每" or text.strip()[:2] in ("__", "＿＿"))
    ):
        return True
    return _PARTS.fullmatch(text) is not None and "_" not in text and "＿" not in text


def _is_prose(bare: str) -> bool:
    """Whether a text is too long for a label; what it has in brackets is a remark."""
    said = words.BRACKETS.sub("", bare)
    return len(bare) > _LONGEST_LABEL or (len(said) >= _LONG and re.search("[。；]", said) is not None)


def _is_opinion(found: tuple[FillIn, ...], text: str) -> bool:
    """Whether fillings are an opinion with its signature and date, not the line of who filled the table in."""
    signed = [bool(_STAMP.search(each.label)) for each in found]
    if not _STAMP.search(text):
        return False
    if _DATE_SPOT.search(text) and (all(signed) or ("\n" in text.strip() and all(map(_is_signer, found)))):
        return True
    return "意见" in found[0].label


def _is_signer(filling: FillIn) -> bool:
    """Whether a label is of who signs, or of the day when."""
    return bool(_STAMP.search(filling.label) or _SIGNER.fullmatch(words.tidy(filling.label)))


def _is_stamped(text: str) -> bool:
    """Whether it is where somebody signs or stamps, nothing else to be read in it but a fixed sentence."""
    return bool(_STAMP.search(text) and _DATE_SPOT.search(text)) or bool(
        re.fullmatch(r"\s*(?:[（(](?:单位)?(?:盖章|公章|签字|签章)[）)][：:]?|(?:单位)?(?:盖章|公章|签字|签章)[：:])\s*", text)
    )


def spaced_unit(text: str) -> str | None:
    """The unit that stands alone behind a space to write in, or alone in brackets."""
    found = _SPACED_UNIT.fullmatch(text)
    return words.unit_or_none(found["a"] or found["b"]) if found else None


def choices(text: str) -> tuple[str, ...]:
    """What can be ticked in a text; () where nothing can."""
    if either := _EITHER.fullmatch(words.tidy(text)):
        return either[1], either[2]
    if not _BOXED.search(text):
        return ()
    parts = [_choice(re.sub(r"[_＿]{2,}[^\s（）()]{0,2}\s*$", "", part)) for part in _BOXED.split(text)]
    return tuple(dict.fromkeys(part for part in parts if part))


def _choice(part: str) -> str:
    return re.sub(r"^[0-9]+[.、．]?$|[0-9]+[.、．]$", "", words.tidy(re.sub(r"[_＿]+", "", part)).strip("，,；;、。：: ")).strip("，,；;、 ")


def fill_ins(text: str) -> tuple[FillIn, ...]:
    """The labels with a place to write in that a text consists of; () where it says something else."""
    if len(text) > LONGEST or not _MARKED.search(text):
        return ()
    line = _SPREAD.sub(lambda found: re.sub(r"\s", "", found[0]), text.strip("\n"))
    found = [FillIn(match["label"], match["value"]) for match in _FILL.finditer(line)]
    before = _FILL.sub("", line).strip()
    if found and not before and all(is_open(each.value) and len(each.label) <= 40 for each in found):
        return tuple(found)
    return _gaps(line) if _GAP.search(line) and not found and not _BOXED.search(line) else ()


def is_open(value: str) -> bool:
    """Whether what follows a label is a place to write in."""
    bare = re.sub(r"[\s_＿，,；;。、]", "", value)
    if not bare or words.unit_or_none(bare) or _is_date(bare) or choices(value):
        return True
    return bool(re.fullmatch(r"[（(][^（）()]*[）)]", bare)) or _is_stamped(value)


def _gaps(line: str) -> tuple[FillIn, ...]:
    """Sentences with gaps: "举办活动____场，参与____人次"."""
    if "_" not in line and "＿" not in line:
        return ()
    pieces = re.split(r"[_＿]{2,}", line)
    found = []
    for before, after in pairwise(pieces):
        unit = re.match(r"\s*([^，,；;。、\s（(]{1,4})(?=[，,；;。、\s]|$)", after)
        label = re.split(r"[，,；;。、]", before)[-1].strip()
        found.append(FillIn(label, f"  {unit[1]}" if unit and words.unit_or_none(unit[1]) else ""))
    return (
        tuple(found) if all(words.tidy(each.label) and len(each.label) <= 20 and each.label[-1] not in "于在至为的自由从" for each in found) else ()
    )


def is_hint(text: str) -> bool:
    """Whether a text in the place of a value says how to fill it."""
    bare = words.tidy(text)
    if _HINT.search(bare) and re.fullmatch(r"[（(【].*[）)】]", bare):
        return True
    asks = re.match(r"请|限[0-9]|不超过|不少于|字数|简要|填写(?!要求|说明|人|日期|时间|单位|部门)|简述|概述|此处", bare) is not None
    return is_prompt(text) or (asks and bool(_HINT.search(bare))) or (words.limit(words.BRACKETS.sub("", bare)) is not None and len(bare) > 8)


def is_prompt(text: str) -> bool:
    """Whether a text asks to be written over, wherever it stands: "（请填写全称）", "点击输入"."""
    return len(text) < _LONGEST_LABEL and _PROMPT.fullmatch(words.tidy(text)) is not None


def stamped_label(text: str) -> str:
    """The label that stands above the place for a stamp in one cell; "" where there is none."""
    first = re.split(r"[：:\n]|[（(]?(?:单位)?(?:盖章|公章|签字|签名)", text.strip(), maxsplit=1)[0]
    label = words.tidy(first)
    return label if 1 < len(label) <= 20 and not re.search(r"[，。]|^年|月$", label) else ""
