"""One notice made searchable: the names in it, and its passages as bags of character pairs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from knowledge.answering.vocabulary.vocabulary import content_words
from knowledge.forms.model import Field, Form
from knowledge.language.text import bigrams, fold, is_han
from knowledge.language.text import words as latin_words
from knowledge.notice import Activity, Clause, Contact, Deliverable, Item, Notice, Period, Requirement, Task, Theme

Thing = Theme | Activity | Clause | Contact | Deliverable | Field | Form | Item | Period | Requirement | Task


@dataclass(frozen=True, slots=True)
class Named:
    """Something with names: `whole` is what it is part of (an item's deliverable, a field's form)."""

    kind: str
    thing: Thing
    names: tuple[str, ...]
    grams: frozenset[str]
    concepts: frozenset[str]
    whole: Deliverable | Form | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a notice to be searched: `zh` folded, `stems` of the English, the concepts of its
    `heading` and its `body`."""

    thing: Searched
    zh: str
    grams: frozenset[str]
    stems: frozenset[str]
    heading: frozenset[str]
    body: frozenset[str]
    weight: float = 1.0


Searched = Clause | Requirement | Activity | Task | Deliverable | Form


class NoticeIndex:
    """A notice with everything that finding answers in it needs; parts are made when first used."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self.facts = {fact.id: fact for fact in _facts(notice)}

    def english(self, name: str) -> str | None:
        """The notice's English for a printed name."""
        return self.notice.glossary.get(name)

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """All that has a name, in the order of the notice."""
        return tuple(_named(self.notice))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All that can be searched."""
        return tuple(_passages(self.notice))

    @cached_property
    def things(self) -> frozenset[str]:
        """The kinds of paper (thing.*) that this notice asks for or has a blank of."""
        return frozenset(
            concept
            for named in self.named
            if named.kind in ("item", "form")
            for concept in named.concepts
            if concept.startswith("thing.")
        )

    @cached_property
    def gram_counts(self) -> Counter[str]:
        """In how many passages each pair of characters stands."""
        return Counter(pair for passage in self.passages for pair in passage.grams)

    @cached_property
    def stems(self) -> frozenset[str]:
        """All English words of the notice, in their stems."""
        english = frozenset(latin_words(fold(" ".join(self.notice.glossary.values()))))
        return english.union(*(passage.stems for passage in self.passages))

    def form(self, form_id: str) -> Form | None:
        """A form by its id."""
        return next((form for form in self.notice.forms if form.id == form_id), None)

    def contact(self, contact_id: str | None) -> Contact | None:
        """A contact by its id."""
        return next((contact for contact in self.notice.contacts if contact.id == contact_id), None)

    def clause(self, number: str) -> Clause | None:
        """The first passage with a printed number."""
        return next((clause for clause in self.notice.clauses if clause.number == number), None)


_ACTIVITY_ENDING = re.compile(r"(专题|系列|主题)?活动$")


def bare_name(name: str) -> str:
    """An activity's name without the word activity at its end (送科技进基层活动)."""
    return _ACTIVITY_ENDING.sub("", name) or name


def concepts_in(text: str) -> frozenset[str]:
    """The papers, offices, topics and kinds of activity that a folded text mentions."""
    return content_words().concepts(text)


def _facts(notice: Notice) -> Iterator[Thing]:
    yield from notice.themes
    yield from notice.periods
    yield from notice.activities
    yield from notice.deliverables
    yield from notice.tasks
    yield from notice.contacts
    yield from notice.requirements
    yield from notice.forms
    yield from notice.clauses


def _named(notice: Notice) -> Iterator[Named]:
    def name(kind: str, thing: Thing, printed: tuple[str, ...], whole: Deliverable | Form | None = None) -> Named:
        english = tuple(notice.glossary[text] for text in printed if text in notice.glossary)
        names = tuple(fold(text) for text in (*printed, *english) if text)
        joined = " ".join(names)
        return Named(kind, thing, names, bigrams(joined), concepts_in(joined), whole)

    for activity in notice.activities:
        yield name("activity", activity, (activity.name, bare_name(activity.name), *activity.aliases))
    for deliverable in notice.deliverables:
        for item in deliverable.items:
            yield name("item", item, (item.name,), deliverable)
    for form in notice.forms:
        yield name("form", form, (form.title,))
        for field in form.fields:
            yield name("field", field, (field.label,), form)
            if field.group:
                yield name("group", field, (field.group,), form)
    for contact in notice.contacts:
        yield name("contact", contact, tuple(text for text in (contact.org, contact.role, *contact.aliases) if text))
    for task in notice.tasks:
        yield name("task", task, task.who)
    for requirement in notice.requirements:
        yield name("requirement", requirement, (requirement.heading, requirement.heading_en or ""))
    for period in notice.periods:
        if period.label:
            yield name("period", period, (period.label,))


def _passages(notice: Notice) -> Iterator[Passage]:
    english = notice.glossary.get

    def passage(thing: Searched, head: list[str | None], zh: list[str | None], en: list[str | None], weight: float = 1.0) -> Passage:
        heading = fold(" ".join(text for text in head if text))
        chinese = fold(" ".join(text for text in (*head, *zh) if text))
        latin = fold(" ".join(text for text in en if text))
        return Passage(
            thing, chinese, bigrams(chinese), frozenset(latin_words(latin)),
            concepts_in(heading), concepts_in(fold(" ".join(text for text in (*zh, latin) if text))), weight,
        )  # fmt: skip

    for clause in notice.clauses:
        yield passage(clause, [clause.heading], [clause.summary, *clause.keywords], [clause.summary_en])
    for activity in notice.activities:
        names = [activity.name, *activity.aliases]
        yield passage(
            activity, names, [activity.summary, activity.where, *activity.hosts, *activity.invited],
            [activity.summary_en, *map(english, (*names, *activity.hosts, *activity.invited))],
        )  # fmt: skip
    for requirement in notice.requirements:
        yield passage(requirement, [requirement.heading], [requirement.summary], [requirement.heading_en, requirement.summary_en], 0.99)
    for task in notice.tasks:
        yield passage(task, [*task.who], [task.what], [task.what_en, *map(english, task.who)], 0.99)
    for deliverable in notice.deliverables:
        names = [text for item in deliverable.items for text in (item.name, *item.limits)]
        extra = [deliverable.how, deliverable.copies, "盖章" if deliverable.stamped else None]
        yield passage(deliverable, [], [*names, *extra], [english(text) for text in names], 0.98)
    for form in notice.forms:
        if form.lines:
            yield passage(form, [], [form.title, *form.lines], [english(form.title), *map(english, form.lines)], 0.98)


def latin_share(text: str) -> bool:
    """Whether a folded text has no Chinese in it."""
    return not any(map(is_han, text))
