"""What an answer to one blank means, whatever may be written in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as having
from datetime import date
from typing import TypeAlias, assert_never

from knowledge.figures import Ambiguous, Approximate, Exact, NotKnown, Refused, read_figure
from knowledge.figures.words import listed
from knowledge.forms.days import days_of, small_number
from knowledge.forms.model import Field, FieldKind, Want
from knowledge.forms.wants import has_county, has_phone
from knowledge.language.phonetics import sound_key
from knowledge.language.text import clean, fold


@dataclass(frozen=True, slots=True)
class Taken:
    """What will stand in the blank, None for "not known". `literal`: it is what was typed, so nobody needs to see it again."""

    value: str | None
    literal: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What may be meant, the likeliest first: to be asked, even where it is only one."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why it cannot be taken, with what a sentence about it needs."""

    trouble: str
    values: dict[str, str] = having(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanting:
    """A text that lacks what the notice wants in it; it may be kept as it is."""

    value: str
    wants: Want


Answer: TypeAlias = Taken | Asked | Wrong | Wanting

EMPTY = Wrong("empty")
NO_DATE = Wrong("no_date")
NO_CHOICE = Wrong("no_choice")
NOT_KNOWN = Taken(None, False)
LONGEST_DATE = 40
"""In characters; nobody needs more to name a day."""

_MARKS = " .,;:!?~'()[]"
_BREAKS = re.compile(r"\s*[\n\r\v\f\x85\u2028\u2029]\s*")
_HAS = {Want.COUNTY: has_county, Want.PHONE: has_phone}
_NUMBERED = re.compile(r"(?:选择?|option |no\.? ?|number |#)?第?(\d{1,2}|[一二两三四五六七八九十]{1,2})(?:个|项|种|号|类)?")
_ORDINAL = re.compile(r"(?:the )?(first|second|third|fourth|fifth|sixth|last)(?: one| option)?")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_ABOUT = re.compile(r"^(?:大概|大约|约|可能|应该)是?|(?:左右|前后)$")
_LEADING = re.compile(r"^(?:是|在|于|定在|就是|日期是?|时间是?)")


def read_answer(field: Field, text: str, *, today: date) -> Answer:
    """What somebody means who types `text` in a blank on the day `today`."""
    typed = clean(_BREAKS.sub(" ", text)).strip()
    if not typed:
        return EMPTY
    match field.kind:
        case FieldKind.INTEGER | FieldKind.DECIMAL:
            return _read_number(field, text)
        case FieldKind.TEXT:
            return _read_text(field, typed)
        case FieldKind.CHOICE:
            return _read_choice(field, typed)
        case FieldKind.DATE:
            return _read_date(typed, today)
        case _:
            assert_never(field.kind)


def _is_not_known(typed: str) -> bool:
    return fold(typed).strip(_MARKS) in listed("phrases.unknown")


def _read_number(field: Field, text: str) -> Answer:
    read = read_figure(text, unit=field.unit, whole=field.kind is FieldKind.INTEGER, label=field.label)
    match read:
        case Exact():
            return Taken(read.value, read.literal)
        case Approximate():
            return Asked((read.value,))
        case Ambiguous():
            return Asked(read.values)
        case NotKnown():
            return NOT_KNOWN
        case Refused():
            return Wrong(read.trouble.value, {"unit": field.unit} if field.unit else {})
        case _:
            assert_never(read)


def _read_text(field: Field, typed: str) -> Answer:
    if _is_not_known(typed):
        return NOT_KNOWN
    count = sum(not char.isspace() for char in typed)
    if field.max_chars is not None and count > field.max_chars:
        over = count - field.max_chars
        return Wrong("too_many_chars", {"count": str(count), "limit": str(field.max_chars), "over": str(over)})
    lacking = next((want for want in field.wants if not _HAS[want](typed)), None)
    return Taken(typed, True) if lacking is None else Wanting(typed, lacking)


def _read_choice(field: Field, typed: str) -> Answer:
    said = fold(typed).strip(_MARKS)
    folded = {fold(choice): choice for choice in field.choices}
    if said in folded:
        return Taken(folded[said], typed == folded[said])
    if _is_not_known(typed):
        return NOT_KNOWN
    begun = [choice for key, choice in folded.items() if said and key.startswith(said)]
    named = list(dict.fromkeys([*begun, *_numbered(field, said)]))
    if len(named) == 1:
        return Taken(named[0], False)
    near = named or [choice for key, choice in folded.items() if said and (said in key or key in said or _sounds_like(said, key))]
    return Asked(tuple(near)) if near else NO_CHOICE


def _sounds_like(said: str, key: str) -> bool:
    return sound_key(said) is not None and sound_key(said) == sound_key(key)


def _numbered(field: Field, said: str) -> tuple[str, ...]:
    """The choice whose number is named; none where there is no such number."""
    found, ordinal = _NUMBERED.fullmatch(said), _ORDINAL.fullmatch(said)
    if ordinal:
        number = len(field.choices) if ordinal[1] == "last" else _ORDINALS.index(ordinal[1]) + 1
    elif found:
        number = small_number(found[1])
    else:
        return ()
    return field.choices[number - 1 : number] if number else ()


def _read_date(typed: str, today: date) -> Answer:
    if _is_not_known(typed):
        return NOT_KNOWN
    said = fold(typed).strip(_MARKS)
    plain = _LEADING.sub("", _ABOUT.sub("", said)) if len(said) <= LONGEST_DATE else ""
    days, sure = days_of(plain, today)
    values = tuple(day.isoformat() for day in days)
    if not values:
        return NO_DATE
    if sure and len(values) == 1 and not _ABOUT.search(said):
        return Taken(values[0], typed == values[0])
    return Asked(values)
