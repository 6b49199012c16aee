"""Tables in the text: lists of people with numbers who are no contacts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.extraction.outline import Placed
from knowledge.extraction.phones import numbers_in

_NUMBER_LABEL = re.compile(r"(?:联系|办公|移动|手机)?(?:电话|手机|号码|方式)(?:号码?)?")
_NO_ROSTER = re.compile(r"联系人|联络|咨询")
_ASKED = re.compile(r"联系|联络|咨询|对接|会务|值班")
_LIST = re.compile(r"名单|名录|花名册|一览")
_LABEL_MOST, _HEAD_MOST, _FEWEST = 8, 60, 3


def table_rows(placed: Sequence[Placed]) -> tuple[set[int], set[int]]:
    """Which passages are rows of tables of people with numbers, and which of those are of people who are no contacts."""
    rows: set[int] = set()
    rosters: set[int] = set()
    for at, one in enumerate(placed):
        labels = _labels(one.text)
        if not labels:
            continue
        found = _rows_under(placed, at, labels)
        rows.update(found)
        above = " ".join((placed[at - 1].text[-_HEAD_MOST:] if at else "", *one.headings[-1:]))
        listed = bool(_LIST.search(above))
        if "姓名" in labels and not _NO_ROSTER.search(one.text) and (listed or (len(found) >= _FEWEST and not _ASKED.search(above))):
            rosters.update(found)
    return rows, rosters


def _labels(text: str) -> list[str]:
    """The labels of a table's head, where a passage is one with a column of numbers."""
    labels = text.split()
    if len(text) > _HEAD_MOST or len(labels) < 2 or any(len(label) > _LABEL_MOST or re.search(r"[\d，。；：:]", label) for label in labels):
        return []
    return labels if any(_NUMBER_LABEL.fullmatch(label) for label in labels) else []


def _rows_under(placed: Sequence[Placed], head: int, labels: Sequence[str]) -> list[int]:
    found: list[int] = []
    for at in range(head + 1, len(placed)):
        text = placed[at].text
        if not _is_row(text, labels):
            break
        found.append(at)
    return found


def _is_row(text: str, labels: Sequence[str]) -> bool:
    """Whether a passage has a number and a cell for (nearly) each of the labels."""
    if any(text.startswith(f"{label}：") for label in labels) and text.count("：") >= len(labels) - 1:
        return True
    cells = text.split()
    return len(labels) - 1 <= len(cells) <= len(labels) + 2 and "。" not in text and any(number.end - number.begin > 6 for number in numbers_in(text))
