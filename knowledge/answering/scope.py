"""Which notices a question can be about: place, year, event, person; then the conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from knowledge.answering.answer import Line
from knowledge.answering.catalogue import Catalogue
from knowledge.answering.inquiry import Dialogue, Inquiry
from knowledge.answering.lexicon import find
from knowledge.answering.vocabulary.vocabulary import place_names, words
from knowledge.language.places import lies_in, short_name
from knowledge.language.text import fold

LONG_NAME = 4
"""From this length on a body's name is its own, not one that every place has (科技局)."""

FEW = 8
"""Notices that may be read through to choose among them; more would take too long."""

_LEVELS = {"scope.province_level": "省", "scope.city_level": "市", "scope.county_level": "县"}


@dataclass(frozen=True, slots=True)
class Scope:
    """The notices that fit, by their number in the catalogue, newest first.

    `failed`: what the question names and no notice has, as lines to be said; then `candidates` is
    empty and `near` are notices to offer. `via`: notice → the place asked for that lies in its own.
    `named`: the question itself says which (place, year, event …). `wide`: the candidates before
    the conversation narrowed them.
    """

    candidates: tuple[int, ...]
    failed: tuple[Line, ...] = ()
    near: tuple[int, ...] = ()
    via: dict[int, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    wide: tuple[int, ...] = ()
    steps: tuple[str, ...] = ()


class _Narrowing:
    """Candidates while they are narrowed, with the steps taken."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.left: frozenset[int] = catalogue.all
        self.named: set[str] = set()
        self.steps: list[str] = []
        self.via: dict[int, str] = {}

    def hard(self, what: str, values: tuple[object, ...], fitting: frozenset[int] | set[int]) -> bool:
        """Keep the fitting ones; False where none is left."""
        self.named.add(what)
        self.steps.append(f"{what}={'/'.join(map(str, values))}: {len(self.left)} → {len(self.left & fitting)}")
        if not self.left & fitting:
            return False
        self.left &= fitting
        return True

    def soft(self, what: str, fitting: frozenset[int] | set[int]) -> None:
        """Keep the fitting ones where there are any."""
        if self.left & fitting and not self.left <= fitting:
            self.steps.append(f"({what}): {len(self.left)} → {len(self.left & fitting)}")
            self.left &= fitting


def choose(inquiry: Inquiry, dialogue: Dialogue | None, catalogue: Catalogue, unit: str | None) -> Scope:
    """The notices meant by a question, in view of what was talked about before."""
    work = _Narrowing(catalogue)
    question = inquiry.question
    for narrow in (_by_number, _by_place, _by_event, _by_year):
        before = work.left
        failed = narrow(work, inquiry)
        if failed is not None:
            near = _near(before, catalogue, inquiry)
            return Scope((), (failed,), near, named=frozenset(work.named), steps=tuple(work.steps))
    _by_person(work, inquiry)
    _by_level(work, inquiry)
    _by_body(work, inquiry)
    _by_day(work, inquiry)
    wide = work.left
    lost = _lost_place(work, dialogue) if dialogue is not None else None
    if lost is not None:
        return Scope((), (lost,), named=frozenset(work.named), steps=tuple(work.steps))
    latest = question.has("scope.latest") and not question.years
    if dialogue is not None:
        _by_dialogue(work, dialogue, question_scoped=bool(work.named) or latest, latest=latest)
    if latest:
        newest = max((catalogue.notices[at].year or 0 for at in work.left), default=0)
        work.soft("latest", catalogue.by_year.get(newest, set()))
    if unit and not work.named:
        work.soft("unit", {at for place, found in catalogue.by_place.items() if _unit_in(unit, place) for at in found})
    return Scope(tuple(sorted(work.left)), via=work.via, named=frozenset(work.named), wide=tuple(sorted(wide)), steps=tuple(work.steps))


def _unit_in(unit: str, region: str) -> bool:
    """Whether a unit's name says that it lies in a region."""
    folded = fold(unit)
    named = {value for mention in find(folded, (place_names(),)) for value in mention.values("place")}
    return fold(short_name(region)) in folded or any(lies_in(place, region) for place in named)


def _no_notice(*, place: str | None = None, event: str = "", year: int = 0, number: str = "") -> Line:
    """That no notice is of this place, event, year or number."""
    return Line("no_notice", {"place": place or "", "event": event, "year": year, "number": number})


def _by_number(work: _Narrowing, inquiry: Inquiry) -> Line | None:
    for number in inquiry.question.numbers:
        fitting = work.catalogue.by_number.get(number, set())
        fitting = fitting or work.catalogue.by_basis.get(number, set())
        if not work.hard("number", (number,), fitting):
            return _no_notice(number=number)
    return None


def _by_place(work: _Narrowing, inquiry: Inquiry) -> Line | None:
    question = inquiry.question
    if not question.places and not question.unknown_places:
        return None
    fitting: set[int] = set()
    for place in question.places:
        fitting |= work.catalogue.by_place.get(place, set())
    for place in () if fitting else question.places:
        larger = [region for region in work.catalogue.by_place if lies_in(place, region)]
        for at in {at for region in larger for at in work.catalogue.by_place[region]}:
            fitting.add(at)
            work.via[at] = place
    if len(work.catalogue.notices) == 1 and not fitting:
        notice = work.catalogue.notices[0]
        own = " ".join((notice.title, *notice.issuers))
        if (notice.region is None and (not question.unknown_places or any(place in own for place in question.unknown_places))) or any(
            short_name(place) in own for place in question.places
        ):
            fitting = {0}
    names = (*question.places, *question.unknown_places)
    if not work.hard("place", names, fitting):
        return _no_notice(place=names[0])
    return None


def _by_event(work: _Narrowing, inquiry: Inquiry) -> Line | None:
    concepts = {entry.concept for mention in inquiry.question.mentions for entry in mention.entries}
    events = tuple(sorted(concept for concept in concepts if concept.startswith(("event.", "event:"))))
    if not events:
        return None
    fitting = {at for event in events for at in work.catalogue.by_event.get(event, ())}
    if work.left <= fitting:
        return None
    word = next((m.text for m in inquiry.question.mentions if any(e.concept in events for e in m.entries)), "")
    if not work.left & fitting and _mentioned(work, word, frozenset(events)):
        return None
    if not work.hard("event", (word,), fitting):
        return _no_notice(event=word, place=next(iter(inquiry.question.places), None))
    return None


def _mentioned(work: _Narrowing, word: str, events: frozenset[str]) -> bool:
    """Whether one of the few notices left speaks of a campaign that is not its own, by any of its names."""
    if len(work.left) > FEW or len(work.left) == len(work.catalogue.all) > 1:
        return False
    passages = [passage for at in work.left for passage in work.catalogue.index(at).passages]
    return any(word in passage.zh for passage in passages) or any(events & words().concepts(passage.zh) for passage in passages)


def _by_year(work: _Narrowing, inquiry: Inquiry) -> Line | None:
    question = inquiry.question
    if not question.years:
        return None
    fitting = {at for year in question.years for at in work.catalogue.by_year.get(year, ())}
    if question.relative_year and len(work.catalogue.notices) == 1:
        return None
    if work.left & work.catalogue.without_year and not work.left & fitting:
        return None
    if not work.hard("year", question.years, fitting):
        return _no_notice(year=question.years[0], place=next(iter(question.places), None))
    return None


def _by_person(work: _Narrowing, inquiry: Inquiry) -> None:
    question = inquiry.question
    for person in inquiry.persons:
        work.soft(f"person {person}", work.catalogue.by_person.get(person, set()))
        work.named.add("person")
    for address in (*question.phones, *question.emails):
        work.soft(f"address {address}", work.catalogue.by_address.get(address, set()))
        work.named.add("person")


def _by_day(work: _Narrowing, inquiry: Inquiry) -> None:
    """A day named in the question on which something is due (6月9号交什么)."""
    due = {at for day in inquiry.question.days for at in work.catalogue.by_due.get(day, ())}
    if due and work.left & due != work.left:
        work.soft("day", due)
        work.named.add("year")


def _by_body(work: _Narrowing, inquiry: Inquiry) -> None:
    """A body named in full, which only some notices have (科技合作人才与科普科)."""
    for body in inquiry.question.values("body"):
        if len(body) >= LONG_NAME and body[0] not in "市县省区各本":
            work.soft(f"body {body}", work.catalogue.by_body.get(body, set()))


def _by_level(work: _Narrowing, inquiry: Inquiry) -> None:
    """省里、市里、县里, and the first word of 省科协、市科技局."""
    if inquiry.question.places or inquiry.question.of_group("kind"):
        return
    wanted = {rank for concept, rank in _LEVELS.items() if concept in inquiry.question.concepts}
    for mention in inquiry.question.mentions:
        if any(entry.concept.startswith("office.") for entry in mention.entries) and mention.text[:1] in "省市县":
            wanted.add(mention.text[0])
    if wanted:
        work.soft("level", {at for rank in wanted for at in work.catalogue.by_level.get(rank, ())})


def _by_dialogue(work: _Narrowing, dialogue: Dialogue, *, question_scoped: bool, latest: bool) -> None:
    catalogue = work.catalogue
    if not question_scoped:
        work.soft("conversation", {catalogue.by_id[known] for known in dialogue.notices if known in catalogue.by_id})
        return
    if work.named & {"person", "number"}:
        return
    kept: tuple[tuple[str, Callable[[], set[int]]], ...] = (
        ("place", lambda: {at for place in dialogue.places for at in catalogue.by_place.get(place, ())}),
        ("event", lambda: {at for event in dialogue.events for at in catalogue.by_event.get(event, ())}),
        ("year", lambda: {at for year in dialogue.years for at in catalogue.by_year.get(year, ())}),
    )
    for what, fitting in kept:
        if what not in work.named and not (latest and what == "year"):
            work.soft(f"conversation's {what}", fitting())


def _lost_place(work: _Narrowing, dialogue: Dialogue) -> Line | None:
    """Another year of the place talked about ("2026年呢"), of which there is no notice."""
    if "year" not in work.named or work.named & {"place", "event", "person", "number"} or len(dialogue.places) != 1:
        return None
    place = dialogue.places[0]
    if work.left & work.catalogue.by_place.get(place, set()):
        return None
    years = {work.catalogue.notices[at].year for at in work.left}
    return _no_notice(place=place, year=years.pop() or 0) if len(years) == 1 else None


def _near(before: frozenset[int], catalogue: Catalogue, inquiry: Inquiry) -> tuple[int, ...]:
    """What to offer instead: of the place asked for, or of places that lie in it."""
    if before != catalogue.all:
        return tuple(sorted(before))[:4]
    inside = {at for place in inquiry.question.places for region, found in catalogue.by_place.items() if lies_in(region, place) for at in found}
    return tuple(sorted(inside))[:4]
