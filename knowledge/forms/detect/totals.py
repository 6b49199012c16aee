"""Whether what is called a total is one of blanks beside it, or a figure that nobody else can add up."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.forms.detect import words
from knowledge.forms.model import Field

_OF_WHICH = re.compile(r"其中|(?:本年|本月|当年|今年|本期)?新[增建]")
_ACCOUNT = re.compile(r"(?P<of>资产|负债|权益|利润|税收|纳税|产值|收入|支出)(?:合计|总计|总额|总数)$")
_SHARE = re.compile(r"率(?:[（(]|$)|比例|占比|比重|增幅|增长|同比|环比|均|平均|单价")
"""Shares and means do not add up."""
_PLAIN = re.compile(r"(?:合计|小计|总计|共计)(?:[（(].*)?")
_FEWEST = 2
"""A total is of so many parts at least, unless it is called nothing else."""


def has_parts(total: Field, fields: Iterable[Field]) -> bool:
    """Whether a total's parts are asked too: further columns of its row, or the same column of further rows."""
    others = [other for other in fields if other.is_number and other is not total and (not other.unit or not total.unit or other.unit == total.unit)]
    if total.unit in ("%", "％", "‰") or _SHARE.search(total.label):
        return False
    plain = any(_PLAIN.fullmatch(part) for part in (*_groups(total), total.label))
    return max(_count_columns(total, others), _count_rows(total, others)) >= (1 if plain else _FEWEST)


def _count_columns(total: Field, others: Iterable[Field]) -> int:
    account = _ACCOUNT.search(total.label)
    if not words.is_total(total.label):
        return 0
    return sum(_is_within(other, _groups(total)) and _is_part(other.label) and (account is None or account["of"] in other.label) for other in others)


def _count_rows(total: Field, others: Iterable[Field]) -> int:
    groups = _groups(total)
    at = next((at for at, group in enumerate(groups) if words.is_total(group)), None)
    if at is None:
        return 0
    account = _ACCOUNT.search(groups[at])
    rows = {
        _groups(other)[at:]
        for other in others
        if other.label == total.label and _is_within(other, groups[:at]) and len(_groups(other)) > at and all(map(_is_part, _groups(other)[at:]))
    }
    return sum(account is None or account["of"] in "".join(row) for row in rows)


def _groups(field: Field) -> tuple[str, ...]:
    return tuple(field.group.split(" / ")) if field.group else ()


def _is_within(field: Field, groups: tuple[str, ...]) -> bool:
    return _groups(field)[: len(groups)] == groups


def _is_part(label: str) -> bool:
    return not words.is_total(label) and not _OF_WHICH.match(label)
