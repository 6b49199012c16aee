"""Fields out of the spots of a table: label, group, unit, kind, limits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from knowledge.forms.detect import blanks, words
from knowledge.forms.detect.blanks import Look
from knowledge.forms.detect.grid import Spot
from knowledge.forms.detect.kinds import is_counted, is_statistics, is_worded, kind_of, wants_of
from knowledge.forms.detect.totals import has_parts
from knowledge.forms.detect.words import Printed
from knowledge.forms.model import Field, FieldKind

_OPINION = re.compile(r"(?<!修改)(?<!反馈)(?<!建议)(?<!宝贵)意见|盖章|签字|签名|公章|审批|审核")
_STAMPED = re.compile(r"盖章|公章|(?<!修改)(?<!反馈)(?<!宝贵)意见(?:$|[（(])|签[字名]")
_OPTIONAL = re.compile(r"备注|选填|如有|可不填|若有|可选")
_MONEY = re.compile(r"元$")
_MANY = 1000
"""In a larger table what is called a total is taken for one, since its parts would take long to find."""
_MEASURED = (
    (re.compile("面积"), re.compile(r"平方.+|㎡|m²|万?亩|公顷")),
    (re.compile("时长|课时|学时"), re.compile("小时|分钟|学时|课时|天")),
    (re.compile("里程|长度"), re.compile("公里|千米|米|km")),
    (re.compile("产量|重量|排放量"), re.compile("万?吨|千克|公斤|kg")),
)
"""What a measure is called, and its units."""
_OF_UNIT = {
    "人": "人",
    "人次": "人",
    "名": "人",
    "位": "人",
    "场": "场",
    "场次": "场",
    "次": "次",
    "个": "个",
    "家": "家",
    "项": "项",
    "件": "件",
    "篇": "篇",
}


def fields_of(spots: Sequence[Spot], title: str, above: tuple[str, ...]) -> dict[Field, tuple[str, ...]]:
    """The fields of a form and where each is written; `above` are the units printed once over the table."""
    found: dict[Field, tuple[str, ...]] = {}
    seen: set[tuple[str | None, str]] = set()
    width = 3 if len(spots) > 99 else 2
    before: Field | None = None
    for spot in spots:
        field = _like(before, _field(spot, f"f{len(found) + 1:0{width}}", title, above))
        before = field if field.is_number or not field.label.startswith("其中") else before
        if field.label and (field.group, field.label) not in seen:
            seen.add((field.group, field.label))
            found[field] = spot.places
    if len(found) > _MANY:
        return found
    return {field if not field.computed or has_parts(field, found) else replace(field, computed=False): places for field, places in found.items()}


def _like(before: Field | None, field: Field) -> Field:
    """A part ("其中：女性") is counted like the whole before it where nothing else is said."""
    unclear = field.kind is FieldKind.TEXT and field.label.startswith("其中") and not field.choices
    return replace(field, kind=before.kind) if unclear and before is not None and before.is_number and not is_worded(field.label) else field


def _field(spot: Spot, field_id: str, title: str, above: tuple[str, ...]) -> Field:
    *outer, own = (words.printed(part) for part in _without_repeats(spot.path, crossed=spot.crossed))
    group = " / ".join(part.label for part in outer if part.label) or None
    label = own.label
    unit = _unit(spot, own, outer)
    counted = spot.crossed or bool(spot.heads)
    kind = kind_of(label, group or "", unit, title="" if above else title, crossed=counted)
    if unit is None and kind in (FieldKind.INTEGER, FieldKind.DECIMAL) and (unit := _above(label, group or "", kind, above)):
        kind = kind_of(label, group or "", unit)
    elif (
        unit is None
        and (counted or is_statistics(title))
        and len(above) == 1
        and kind is FieldKind.TEXT
        and not words.is_remark(label)
        and _is_unworded(label, group)
    ):
        unit = above[0]
        kind = kind_of(label, group or "", unit)
    kind, choices = _ticked(spot, own, kind)
    stamped = kind is FieldKind.TEXT and bool(_OPINION.search(label)) and bool(_OPINION.search(spot.text) or _STAMPED.search(label))
    hint = own.hint or _hint(spot.text)
    return Field(
        id=field_id,
        label=label,
        group=group,
        unit=unit if kind in (FieldKind.INTEGER, FieldKind.DECIMAL) else None,
        kind=kind,
        choices=choices,
        required=not (stamped or _OPTIONAL.search(label)),
        computed=kind in (FieldKind.INTEGER, FieldKind.DECIMAL) and (spot.total or words.is_total(label)),
        max_chars=words.limit(label) or words.limit(spot.text),
        wants=wants_of(label, kind),
        hint=hint,
    )


def _without_repeats(path: tuple[str, ...], *, crossed: bool) -> list[str]:
    """A path without a heading that is printed twice beneath itself; a row and a column of the same name are two."""
    kept: list[str] = []
    for at, part in enumerate(path, 1):
        twice = bool(kept) and words.tidy(kept[-1]) == words.tidy(part) and not (crossed and at == len(path))
        if words.tidy(part) and not twice:
            kept.append(part)
    return kept or [""]


def _unit(spot: Spot, own: Printed, outer: Sequence[Printed]) -> str | None:
    """The unit that is printed nearest to a blank."""
    in_blank = blanks.spaced_unit(spot.text) or (words.unit_or_none(spot.text) if words.tidy(spot.text) else None)
    heads = [words.printed(head).unit for head in reversed(spot.heads)]
    groups = [part.unit for part in reversed(outer)]
    if words.is_remark(own.label):
        return own.unit
    if _keeps_own_kind(own.label) or (spot.crossed and is_worded(own.label) and not is_counted(own.label)):
        return own.unit or in_blank
    return next((unit for unit in (own.unit, in_blank, spot.unit, *heads, *groups) if unit), None)


def _keeps_own_kind(label: str) -> bool:
    """Whether a label speaks of words, so that a unit of its group is not its own."""
    return re.search(r"名称$|姓名$|地点$|时间$|日期$|简介$|联系人|电话|说明$|来源$|来源名称|用途$", label) is not None


def _is_unworded(label: str, group: str | None) -> bool:
    return not _keeps_own_kind(label) and not is_worded(label) and not re.search(r"内容|情况", f"{label}")


def _above(label: str, group: str, kind: FieldKind, above: tuple[str, ...]) -> str | None:
    """The unit over the table that a blank is counted in; None where it does not fit."""
    said = f"{group} {label}"
    if len(above) == 1 and _MONEY.search(above[0]):
        return above[0] if not is_counted(label) and not re.search("面积|时长|率|比", label) else None
    if len(above) == 1:
        return above[0] if kind is FieldKind.INTEGER or re.search("面积|时长|量$", label) else None
    measured = [unit for unit in above for said_of, unit_of in _MEASURED if said_of.search(label) and unit_of.fullmatch(unit)]
    if measured:
        return measured[0] if len(measured) == 1 else None
    money = [unit for unit in above if _MONEY.search(unit)]
    if kind is FieldKind.DECIMAL:
        return money[0] if len(money) == 1 and not re.search("面积|时长|率|比", said) else None
    fitting = [unit for unit in above if _OF_UNIT.get(unit, unit) in label] or [unit for unit in above if _OF_UNIT.get(unit, unit) in said]
    return fitting[0] if len(fitting) == 1 else None


def _ticked(spot: Spot, own: Printed, kind: FieldKind) -> tuple[FieldKind, tuple[str, ...]]:
    """The kind where the blank itself shows it: boxes to tick, a date to complete."""
    look = blanks.look(spot.text)
    offered = blanks.choices(spot.text) or next((found for said in words.BRACKETS.findall(own.label) if (found := blanks.choices(said))), ())
    if len(offered) > 1:
        return FieldKind.CHOICE, offered
    if look is Look.DATE and not _OPINION.search(own.label):
        return FieldKind.DATE, ()
    return kind, ()


def _hint(text: str) -> str | None:
    """What stands in a blank to say how it is filled."""
    bare = words.tidy(text)
    if not bare or not blanks.is_hint(text):
        return None
    return bare[1:-1] if bare[0] in "（(【" and bare[-1] in "）)】" else bare


def is_figure(spot: Spot) -> bool:
    """Whether a figure is asked."""
    return _field(spot, "f", "", ()).is_number
