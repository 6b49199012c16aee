"""One notice made searchable: the names in it, and its passages as bags of character pairs."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

from knowledge.answering.printed.sentences import Sentence, is_printed, pairs_of, sentences_of
from knowledge.answering.vocabulary.vocabulary import content_words
from knowledge.forms.model import Field, Form
from knowledge.language.text import bigrams, fold
from knowledge.language.text import words as latin_words
from knowledge.notice import Activity, Clause, Contact, Deliverable, Item, Notice, Period, Requirement, Task, Theme

Key = TypeVar("Key", bound=Hashable)

Thing = Activity | Clause | Contact | Deliverable | Field | Form | Item | Period | Requirement | Task | Theme


@dataclass(frozen=True, slots=True)
class Named:
    """Something with names: `whole` is what it is part of (an item's deliverable, a field's form)."""

    kind: str
    thing: Thing
    names: tuple[str, ...]
    concepts: frozenset[str]
    whole: Deliverable | Form | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """One name with its character pairs and word stems; `whose` is the number of the named thing."""

    text: str
    grams: frozenset[str]
    whose: int


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

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """All that has a name, in the order of the notice."""
        return tuple(_named(self.notice))

    def numbers(self, kind: str) -> tuple[int, ...]:
        """Where in `named` the things of a kind are."""
        return self._numbers.get(kind, ())

    @cached_property
    def _numbers(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, tuple[int, ...]] = {}
        for at, named in enumerate(self.named):
            found[named.kind] = (*found.get(named.kind, ()), at)
        return found

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All that can be searched."""
        return tuple(_passages(self.notice))

    @cached_property
    def printed(self) -> bool:
        """Whether its passages are the notice's own words (see `is_printed`)."""
        return is_printed(self.notice)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of a printed notice."""
        return sentences_of(self.notice)

    @cached_property
    def words(self) -> str:
        """All that the sentences say, folded: what is not in it is in none of them."""
        return "\n".join(sentence.text for sentence in self.sentences)

    @cached_property
    def by_clause(self) -> Mapping[str, Sequence[int]]:
        """The numbers of the sentences of each clause, by its printed number."""
        return _grouped(sentence.clause.number for sentence in self.sentences)

    @cached_property
    def by_headings(self) -> Mapping[tuple[str, str], Sequence[int]]:
        """The numbers of the sentences that stand under the same headings, by these and their own one, folded."""
        return _grouped((sentence.headings, fold(sentence.clause.heading or "")) for sentence in self.sentences)

    @cached_property
    def sentence_pairs(self) -> frozenset[str]:
        """All pairs of characters in them."""
        return pairs_of(self.sentences, self.notice.title)

    @cached_property
    def sentence_postings(self) -> dict[str, list[int]]:
        """The sentences in which a pair of characters stands, by their numbers."""
        return _postings(bigrams(sentence.text) for sentence in self.sentences)

    @cached_property
    def campaign(self) -> str:
        """The campaign's names and place, folded: words that say which notice, not what of it."""
        names = (self.notice.event, *self.notice.aliases, self.notice.region)
        return fold(" ".join(name for name in names if name))

    @cached_property
    def campaign_stems(self) -> frozenset[str]:
        """The same in English."""
        names = (self.notice.event, *self.notice.aliases, self.notice.region)
        return frozenset(latin_words(fold(" ".join(self.notice.glossary.get(name, "") for name in names if name))))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Every name of everything that has one."""
        return tuple(Name(text, bigrams(text), at) for at, named in enumerate(self.named) for text in named.names if text)

    @cached_property
    def name_postings(self) -> dict[str, list[int]]:
        """The names in which a pair of characters or a word stands, by their numbers."""
        return _postings(name.grams for name in self.names)

    @cached_property
    def postings(self) -> dict[str, list[int]]:
        """The passages in which a pair of characters stands, by their numbers."""
        return _postings(passage.grams for passage in self.passages)

    @cached_property
    def stems(self) -> frozenset[str]:
        """All English words of the notice, in their stems."""
        english = frozenset(latin_words(fold(" ".join(self.notice.glossary.values()))))
        return english.union(*(passage.stems for passage in self.passages))

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


def _postings(bags: Iterable[frozenset[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, bag in enumerate(bags):
        for gram in bag:
            found.setdefault(gram, []).append(number)
    return found


def _grouped(keys: Iterable[Key]) -> dict[Key, list[int]]:
    """The places of each key among all."""
    found: dict[Key, list[int]] = {}
    for number, key in enumerate(keys):
        found.setdefault(key, []).append(number)
    return found


def hosts_of(url: str | None) -> tuple[str, ...]:
    """What people call a web site: its address without the scheme and path, and without www."""
    if url is None:
        return ()
    host = url.split("//")[-1].split("/")[0]
    return (host, host.removeprefix("www.")) if host.startswith("www.") else (host,)


def concepts_in(text: str) -> frozenset[str]:
    """The papers, offices, topics and kinds of activity that a folded text mentions."""
    return content_words().concepts(text)


@lru_cache(maxsize=8192)
def concepts_of(name: str) -> frozenset[str]:
    """The same for a printed name, of which a notice has the same few again and again."""
    return concepts_in(fold(name))


def _named(notice: Notice) -> Iterator[Named]:
    def name(kind: str, thing: Thing, printed: tuple[str, ...], whole: Deliverable | Form | None = None) -> Named:
        english = tuple(notice.glossary[text] for text in printed if text in notice.glossary)
        names = tuple(fold(text) for text in (*printed, *english) if text)
        return Named(kind, thing, names, concepts_in(" ".join(names)), whole)

    yield name("title", notice.clauses[0] if notice.clauses else Clause(id="title", number="", summary=""), (notice.title, *notice.aliases))
    for activity in notice.activities:
        yield name("activity", activity, (activity.name, bare_name(activity.name), *activity.aliases, *hosts_of(activity.url)))
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

    def passage(thing: Searched, head: Sequence[str | None], zh: Sequence[str | None], en: Sequence[str | None], weight: float = 1.0) -> Passage:
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
