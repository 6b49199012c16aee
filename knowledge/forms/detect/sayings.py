"""The lines around a table: who fills it in, who signs, in which unit all figures are."""

from __future__ import annotations

import re

from msgspec import Struct

from knowledge.forms.detect import blanks, words

_RUN = r"(?:[^\s：:，,；;。_＿（(]|[（(][^（）()]*[）)])+"
_ENTRY = re.compile(rf"(?P<label>{_RUN})\s*[：:](?P<value>.*?)(?=(?<![^\s，,；;。_＿）)]){_RUN}\s*[：:]|$)", re.DOTALL)
_SIGNING = re.compile(
    r"(?:填表|填报|制表|报送|上报|申报|推荐|审核|复核|经办|统计|单位|部门|负责|报出|主要负责|主要领导|分管)"
    r"[\u4e00-\u9fff]{0,6}(?:人|人员|单位|部门|日期|时间|领导|者)?(?:[（(][^（）()]*[）)])?[：:]?|(?:单位|部门|地方|公章|盖章).{0,12}"
)
_PLAIN = re.compile(r"(?:填|报|制|审|单位|部门|地方|日期|时间|盖章|公章|签字).*")
_VAGUE = re.compile(r"[X×]{1,4}|[某○]|^\s*各|^\s*20[0-9]{0,2}\s*年\s*(?:度|上半年|下半年|第?.?\s*季度)?\s*$")
"""What stands for a name to be put in, or says whose; a year is said of the figures, not filled in."""
_UNIT_LABEL = re.compile(r"(?:计量|金额|货币|统计)?单位")
_SPREAD = re.compile(r"(?<![\u4e00-\u9fff])(?:[\u4e00-\u9fff][ \u3000\xa0]{1,6}){1,4}[\u4e00-\u9fff](?=\s*[：:（(])")
MAX_LABEL = 24
"""A longer text before a colon is a sentence, not a line to fill."""


class Line(Struct, frozen=True):
    """What a line asks (`entries`) and the units that it names; `open` where all of it is still to be written, `labelled`
    where there is any label, written to already or not."""

    entries: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    open: bool = False
    labelled: bool = False


def read_line(text: str) -> Line:
    """What a line around a table says."""
    if len(text) > blanks.LONGEST:
        return Line()
    alone = re.fullmatch(r"\s*[（(](.*)[）)]\s*", text)
    text = alone[1] if alone else text
    if (alone_units := words.units_in(text)) and "单位" in text:
        return Line(units=alone_units)
    line = _SPREAD.sub(lambda found: re.sub(r"\s", "", found[0]), text)
    entries, units, filled = list[str](), list[str](), False
    for found in _ENTRY.finditer(line):
        label, value = words.tidy(found["label"]), found["value"]
        if _UNIT_LABEL.fullmatch(label) and (named := words.units_in(value.strip("）) "))):
            units.extend(named)
        elif len(label) <= MAX_LABEL and not label.startswith(("各", "附件", "有关")):
            is_open = blanks.is_open(value) or _VAGUE.search(value) is not None
            entries += [label] if is_open else []
            filled = filled or not is_open
    if not entries and not units and not filled:
        entries = _without_colon(line)
    return Line(tuple(entries), tuple(units), bool(entries) and not filled, bool(entries) or filled)


def _without_colon(line: str) -> list[str]:
    """Entries that only spaces part: "填报单位（盖章）      年  月  日"."""
    bare = re.sub(r"(?:20[0-9]{0,2})?\s*年\s*月\s*日", "", line)
    parts = [words.tidy(part) for part in re.split(r"[ \u3000\xa0_]{2,}", bare.strip())]
    good = [part for part in parts if part and len(part) <= MAX_LABEL and re.search("盖章|公章|签字|签章|^填报单位|^填表人|^报送单位", part)]
    return good if len(good) == len([part for part in parts if part]) else []


def is_signature(text: str) -> bool:
    """Whether a text begins with who filled a table in or checked it, which is never asked for as a fact."""
    return re.match(r"\s*(?:填\s*表|填\s*报|制\s*表|报\s*出|审\s*核\s*人|统\s*计\s*负\s*责)", text) is not None


def is_signing(text: str) -> bool:
    """Whether a text begins with who fills in, checks or signs a table."""
    return bool(_SIGNING.fullmatch(words.tidy(re.split(r"[：:]", text, maxsplit=1)[0])))
