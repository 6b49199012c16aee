"""Content controls of a Word document that nobody has filled in yet: Word shows a prompt in their place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.reading.ooxml import W, is_on

if TYPE_CHECKING:
    from lxml.etree import _Element

ROOM = "____"
DAY = "____年__月__日"
"""Room to write in, and room for a date."""
_ASKING = re.compile("请|填|输入|字")
_USUAL = re.compile(r"(?:单击|点击|点按|轻触|选择|请选择|click|tap|choose|enter|select).*", re.IGNORECASE | re.DOTALL)
"""Prompts that Word brings along say nothing of what is asked."""
_MOST = 12
"""More entries of a list are not shown."""


def prompt_or_none(control: _Element) -> str | None:
    """What stands for a control that still shows its prompt: its choices as boxes, what its author asks, else room to write in."""
    shown = control.find(f"{W}sdtPr/{W}showingPlcHdr")
    if control.tag != f"{W}sdt" or shown is None or not is_on(shown):
        return None
    said = "".join(text.text or "" for text in control.iterfind(f"{W}sdtContent//{W}t")).strip()
    listed = _entries(control)
    if 1 < len(listed) <= _MOST:
        return " ".join(f"☐{entry}" for entry in listed)
    if control.find(f"{W}sdtPr/{W}date") is not None:
        return DAY
    return f"（{said.strip('（）()')}）" if _ASKING.search(said) and not _USUAL.fullmatch(said) else ROOM


def _entries(control: _Element) -> list[str]:
    """The entries of a list to choose from, its prompt aside."""
    items = [item for name in ("dropDownList", "comboBox") for item in control.iterfind(f"{W}sdtPr/{W}{name}/{W}listItem")]
    shown = [(item.get(f"{W}displayText") or item.get(f"{W}value") or "").strip() for item in items if item.get(f"{W}value") != ""]
    return [entry for entry in shown if entry and not _USUAL.fullmatch(entry)]
