"""Which of a printed notice's facts a question means: those whose sentence speaks of what it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from knowledge.answering.printed.search import Search
from knowledge.language.text import fold
from knowledge.notice import Contact, Deliverable, Period

Fact = TypeVar("Fact")

FITS = 0.56
"""The share of what a question names that a fact's sentence must cover."""

CLOSING = 0.15
"""What it adds where the sentence says that this is the closing day, and that is asked."""

_CLOSES = re.compile(r"截止|截至|截稿")

ALIKE = 0.07
"""Facts that fit this much less than the best are not meant."""


def names_of_deliverable(deliverable: Deliverable) -> tuple[str, ...]:
    """The words a deliverable is spoken of with."""
    items = (text for item in deliverable.items for text in (item.name, *item.limits))
    return (
        *items,
        *deliverable.by,
        *(recipient.office for recipient in deliverable.to),
        deliverable.how or "",
        "盖章" if deliverable.stamped else "",
    )


def names_of_period(period: Period) -> tuple[str, ...]:
    """The words a period is spoken of with."""
    return (period.label or "", period.where or "")


def names_of_contact(contact: Contact) -> tuple[str, ...]:
    """The words a contact is spoken of with."""
    return (contact.org or "", contact.role or "", *contact.aliases, *contact.names)


def best_of(facts: Sequence[Fact], score: Callable[[Fact], float], least: float = FITS) -> tuple[list[Fact], float]:
    """The facts that fit best, in their order, and how well they fit; none where none fits."""
    scores = [score(fact) for fact in facts]
    top = max(scores, default=0.0)
    if top < least:
        return [], top
    return [fact for fact, one in zip(facts, scores, strict=True) if one >= top - ALIKE], top


def deliverables_meant(search: Search, deliverables: Iterable[Deliverable]) -> tuple[list[Deliverable], float]:
    """The deliverables a question means."""

    def closes(one: Deliverable) -> bool:
        return search.closing and _CLOSES.search(one.source.quote or "") is not None

    def score(one: Deliverable) -> float:
        return search.of_fact(one.source, names_of_deliverable(one), one.due.text if one.due else "") + CLOSING * closes(one)

    found, top = best_of(tuple(deliverables), score)
    return [one for one in found if closes(one)] or found, top


def periods_meant(search: Search, periods: Iterable[Period]) -> tuple[list[Period], float]:
    """The periods a question means."""
    return best_of(tuple(periods), lambda one: search.of_fact(one.source, names_of_period(one), one.when.text))


def contacts_named(search: Search, contacts: Sequence[Contact]) -> list[Contact]:
    """The contacts whose own names have what a question names; none where all or none do."""
    if not search.strong:
        return []
    found, _ = best_of(tuple(contacts), lambda one: search.of_names(fold(" ".join(names_of_contact(one)))))
    return found if len(found) < len(contacts) else []


def contacts_meant(search: Search, contacts: Sequence[Contact]) -> list[Contact]:
    """The contacts whose sentence speaks most of what a question names; all where none does more than another."""
    scores = [search.of_fact(contact.source, names_of_contact(contact)) for contact in contacts]
    if not scores or max(scores) - min(scores) < 0.15 or max(scores) < 0.4:
        return list(contacts)
    return [contact for contact, one in zip(contacts, scores, strict=True) if one >= max(scores) - ALIKE]
