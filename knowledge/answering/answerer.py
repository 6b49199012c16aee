"""From a typed question to an answer: read it, choose the notices, ask each, put together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from knowledge.answering.answer import Answer, Block, Line
from knowledge.answering.catalogue import Catalogue
from knowledge.answering.inquiry import Dialogue, Inquiry, inquire, remember
from knowledge.answering.intent import KINDS, weigh
from knowledge.answering.one_notice import Found, ask_notice
from knowledge.answering.question import Question, read_question
from knowledge.answering.scope import Scope, choose
from knowledge.notice import Notice

MOST_BLOCKS = 3
MOST_CHOICES = 5
MOST_LISTED = 10
MOST_TRIED = 12
"""Notices looked into for one question; more would only be noise in a chat."""

ALIKE = 0.12
"""Findings that fit this much less than the best one are not shown."""

STRANGE = 0.15
"""Where even the likeliest notice fits this little, the words are not about notices at all."""

SPECIFIC = frozenset(("passage", "activity", "task", "form", "requirement", "edition"))
"""Intents about one particular thing: the notice that has it is meant, however old."""

_TALK_ORDER = ("cannot", "abuse", "identity", "help", "thanks", "bye", "hello", "okay")
_SUBSTANCE = frozenset(("thing", "slot", "event", "word", "office", "person"))


def answer(
    catalogue: Catalogue, text: str, now: datetime, dialogue: Dialogue | None = None, unit: str | None = None
) -> tuple[Answer, Dialogue | None]:
    """The answer to a typed question and what the conversation remembers afterwards.

    `now` is in the product's zone; `unit` is the asker's own unit, where known.
    """
    question = read_question(text, catalogue.names, catalogue.spoken, now)
    aside = _aside(catalogue, question)
    if aside is not None:
        return aside, dialogue
    inquiry = inquire(question, dialogue, now)
    scope = choose(inquiry, dialogue, catalogue, unit)
    trace = {**_trace(question), "inherited": inquiry.inherited, "scope": scope.steps}
    if scope.failed:
        near = tuple(catalogue.notices[at] for at in scope.near)
        weighed = weigh(inquiry.present)
        kind = KINDS[weighed[0].intent] if weighed else "other"
        made = Answer(question.language, "scope", kind, False, lead=scope.failed, choices=near, trace=trace)
        return made, remember(inquiry, notices=dialogue.notices if dialogue else (), places=(), years=(), events=(), now=now)
    only = len(catalogue.notices) == 1 and catalogue.index(0).printed
    if not catalogue.notices or not (only or scope.named or inquiry.pieces or inquiry.stems or weigh(inquiry.present)):
        return Answer(question.language, "none", "other", False, lead=(Line("not_understood", {}),), trace=trace), dialogue
    found = _ask(catalogue, inquiry, scope, now, unit)
    if not only and not scope.named and not inquiry.asking and all(not one.finding.known and one.finding.fit < STRANGE for one in found):
        return Answer(question.language, "none", "other", False, lead=(Line("not_understood", {}),), trace=trace), dialogue
    made = _compose(catalogue, question, scope, found, trace)
    return made, _remembered(catalogue, inquiry, made, now)


def notices_meant(catalogue: Catalogue, text: str, now: datetime, dialogue: Dialogue | None, unit: str | None) -> tuple[Notice, ...]:
    """The notices that a sentence can be about, newest first: all where it names none, none where it names one that is not there."""
    inquiry = inquire(read_question(text, catalogue.names, catalogue.spoken, now), dialogue, now)
    return tuple(catalogue.notices[at] for at in choose(inquiry, dialogue, catalogue, unit).candidates)


def _aside(catalogue: Catalogue, question: Question) -> Answer | None:
    """The answer to what is no question about a notice: small talk, and which notices there are."""
    if question.has("talk.list"):
        listed = tuple(catalogue.notices[:MOST_LISTED])
        lead = Line("list", {"count": len(catalogue.notices)})
        return Answer(question.language, "list", "notice", True, lead=(lead,), choices=listed, trace=_trace(question))
    talk = _small_talk(question)
    if talk is None:
        return None
    return Answer(question.language, "talk", "other", True, lead=(Line(f"talk.{talk}", {}),), trace=_trace(question))


def _small_talk(question: Question) -> str | None:
    """The kind of small talk, where the message is nothing else."""
    present = {concept for concept in question.concepts if not concept.endswith(".*")}
    kinds = {concept.removeprefix("talk.") for concept in present if concept.startswith("talk.")}
    first = next((kind for kind in _TALK_ORDER if kind in kinds), None)
    if first == "cannot":
        return first
    if first is None or question.residue or question.places:
        return None
    rest = {concept.split(".")[0] for concept in present} - {"talk", "filler"}
    if first in ("identity", "help", "abuse"):
        return None if rest & _SUBSTANCE else first
    return None if rest else first


def _ask(catalogue: Catalogue, inquiry: Inquiry, scope: Scope, now: datetime, unit: str | None) -> list[Found]:
    """Ask the likeliest notices: this year's first, older ones where those do not know."""

    def ask(numbers: Sequence[int]) -> list[Found]:
        return [ask_notice(catalogue, inquiry, at, now, unit, scope.via.get(at)) for at in numbers[:MOST_TRIED]]

    current, older = _by_age(catalogue, scope, now)
    found = ask(current)
    best = max((one.finding.fit for one in found if one.finding.known), default=0.0)
    specific = bool(found) and found[0].finding.intent in SPECIFIC
    if older and best < (0.97 if specific else 0.7):
        enough = max(best + 0.1, 0.65 if best else 0.5)
        found += [one for one in ask(older) if one.finding.known and one.finding.fit > enough]
    near = frozenset(scope.candidates)
    beyond = [at for at in scope.wide if at not in near]
    named = inquiry.activities or inquiry.persons or inquiry.unnamed
    if beyond and named and not inquiry.inherited and not any(one.finding.known for one in found):
        found += [one for one in ask(beyond) if one.finding.known and one.finding.fit >= 0.9]
    return found


def _by_age(catalogue: Catalogue, scope: Scope, now: datetime) -> tuple[list[int], list[int]]:
    """The candidates of this year (or of their newest year), and the others."""
    candidates = list(scope.candidates)
    if "year" in scope.named or len(candidates) == 1:
        return candidates, []
    years = {at: catalogue.notices[at].year or 0 for at in candidates}
    newest = now.year if now.year in years.values() else max(years.values())
    return [at for at in candidates if years[at] == newest], [at for at in candidates if years[at] != newest]


def _compose(catalogue: Catalogue, question: Question, scope: Scope, found: list[Found], trace: dict[str, Any]) -> Answer:
    """A block for each notice that knows, newest first; else the likeliest one's "not stated"."""
    knowing = [one for one in found if one.finding.known]
    shown = _shown(catalogue, knowing) or sorted(found, key=lambda one: (-one.finding.fit, one.at))[:1]
    intent = shown[0].finding.intent
    return Answer(
        language=question.language,
        intent=intent,
        kind=KINDS.get(intent, "other"),
        known=bool(knowing),
        blocks=tuple(Block(catalogue.notices[one.at], one.finding, scope.via.get(one.at)) for one in shown),
        lead=_lead(catalogue, scope, found, shown) if knowing else (),
        missing=tuple(dict.fromkeys(item for one in shown for item in one.finding.missing)),
        choices=_others(catalogue, scope, [*shown, *(one for one in found if not one.finding.known)]),
        trace={
            **trace,
            "weights": [(w.intent, w.weight, w.because) for w in shown[0].weighed[:4]],
            "tried": [(catalogue.notices[one.at].id, one.finding.intent, one.finding.known, round(one.finding.fit, 2)) for one in found],
        },
    )


def _shown(catalogue: Catalogue, knowing: list[Found]) -> list[Found]:
    """The findings that fit best; a notice that amends another one speaks for it."""
    if not knowing:
        return []
    known_at = {one.at for one in knowing}
    left = [one for one in knowing if catalogue.amended_by.get(one.at) not in known_at]
    best = max(one.finding.fit for one in left)
    return sorted((one for one in left if one.finding.fit >= best - ALIKE), key=lambda one: one.at)[:MOST_BLOCKS]


def _lead(catalogue: Catalogue, scope: Scope, found: list[Found], shown: list[Found]) -> tuple[Line, ...]:
    """What must be said first: that the notice was amended later, or that a newer one is silent."""
    if len(shown) == 1:
        amender = catalogue.amended_by.get(shown[0].at)
        if amender is not None:
            return (Line("amended", {"notice": catalogue.notices[amender]}),)
    first = found[0]
    silent = not first.finding.known and "person" not in scope.named
    if silent and _elder(catalogue.notices[first.at], catalogue.notices[shown[0].at]):
        return (Line("newer_silent", {"notice": catalogue.notices[first.at]}),)
    return ()


def _elder(newer: Notice, older: Notice) -> bool:
    """Whether the second notice is an earlier one of the same place."""
    return newer.region == older.region and (newer.year or 0) > (older.year or 0)


def _others(catalogue: Catalogue, scope: Scope, shown: list[Found]) -> tuple[Notice, ...]:
    """Other notices that fit what was said, to be offered."""
    if scope.named >= {"place", "year"} or ("person" in scope.named and len(shown) == 1):
        return ()
    used = {one.at for one in shown}
    rest = (at for at in scope.candidates if at not in used)
    return tuple(catalogue.notices[at] for at in islice(rest, MOST_CHOICES))


def _remembered(catalogue: Catalogue, inquiry: Inquiry, made: Answer, now: datetime) -> Dialogue:
    notices = [block.notice for block in made.blocks]
    return remember(
        inquiry,
        notices=tuple(notice.id for notice in notices),
        places=tuple(dict.fromkeys(notice.region for notice in notices if notice.region)),
        years=tuple(dict.fromkeys(notice.year for notice in notices if notice.year)),
        events=tuple(sorted({event for notice in notices for event in catalogue.events[catalogue.by_id[notice.id]]})),
        now=now,
    )


def _trace(question: Question) -> dict[str, Any]:
    """How the question was read, for --explain."""
    words = [(m.text, sorted({entry.concept for entry in m.entries}), m.how) for m in question.mentions]
    return {"text": question.text, "words": words, "residue": question.residue, "pieces": question.pieces}
