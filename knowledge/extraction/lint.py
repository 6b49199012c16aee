"""What an organiser should look at before a notice is published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.extraction.draft import Concern
from knowledge.extraction.identity import Identity
from knowledge.extraction.lint_annexes import annexes_odd
from knowledge.extraction.lint_contacts import contacts_odd
from knowledge.extraction.lint_dues import dues_odd
from knowledge.extraction.lint_identity import identity_odd
from knowledge.extraction.lint_times import times_odd
from knowledge.extraction.outline import Outline
from knowledge.extraction.roles import Moment
from knowledge.notice import Notice


def concerns_of(notice: Notice, identity: Identity, outline: Outline, moments: Sequence[Moment]) -> tuple[Concern, ...]:
    """Everything odd: what must be settled first, then what is said of no passage, then the rest in the order of the text."""
    found: dict[object, Concern] = {}
    for one in _all(notice, identity, outline, moments):
        found.setdefault(_key(one), one)
    return tuple(sorted(found.values(), key=_order))


def _all(notice: Notice, identity: Identity, outline: Outline, moments: Sequence[Moment]) -> Iterator[Concern]:
    yield from identity_odd(notice, identity, outline, moments)
    yield from times_odd(notice, identity, moments)
    yield from dues_odd(notice, outline)
    yield from annexes_odd(notice, outline)
    yield from contacts_odd(notice, outline)


def _key(one: Concern) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What makes two concerns the same to a reader."""
    return one.code, tuple(sorted(one.values.items()))


def _order(one: Concern) -> tuple[bool, int]:
    return not one.blocking, (one.source.line or 0) if one.source is not None else 0
