"""From a typed question to an answer: read it, choose the notices, ask each, put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.answering.answer import Answer, Block, Finding, Line
from knowledge.answering.catalogue import Catalogue, event_concepts
from knowledge.answering.finders.contacts import find_contact
from knowledge.answering.finders.demands import find_requirement, find_task
from knowledge.answering.finders.duties import find_deadline, find_limit, find_papers, find_recipient
from knowledge.answering.finders.events import find_activity, find_period, find_theme
from knowledge.answering.finders.identity import find_identity, find_overview
from knowledge.answering.finders.passages import asked_words, explained, find_passage, lacks, own_score
from knowledge.answering.finders.tables import find_form
from knowledge.answering.inquiry import Dialogue, Inquiry, inquire, remember
from knowledge.answering.intent import KINDS, Weighed, weigh
from knowledge.answering.link import Links, link
from knowledge.answering.question import read_question
from knowledge.answering.scope import Scope, choose
from knowledge.language.text import fold
from knowledge.answering.view import View, not_stated

MOST_BLOCKS = 3
MOST_CHOICES = 5
MOST_TRIED = 12
"""Notices looked into for one question; more would only be noise in a chat."""

UNDERSTOOD = 0.55
"""An intent lighter than this is no reading of a question."""

SPECIFIC = frozenset(("passage", "activity", "task", "form", "requirement", "edition"))
"""Intents about one particular thing: the notice that has it is meant, however old."""

Finder = Callable[[View], Finding]
FINDERS: Mapping[str, Finder] = {
    "theme": find_theme,
    "period": find_period,
    "deadline": find_deadline,
    "recipient": find_recipient,
    "papers": find_papers,
    "contact": find_contact,
    "requirement": find_requirement,
    "passage": find_passage,
    "activity": find_activity,
    "task": find_task,
    "form": find_form,
    "overview": find_overview,
    "limit": find_limit,
}

FOLLOWS_OBJECT = frozenset(("period", "papers", "activity", "requirement", "overview", "issuer", "contact", "theme", "deadline", "recipient", "form"))
"""Intents that a question about something else may look like: "谁" in "银龄行动面向谁"."""

STANDS_ALONE = frozenset(("topic.parking", "topic.fee", "topic.money", "topic.prize", "topic.leader", "topic.age", "topic.stamp", "topic.participants"))
"""Topics that a question is about whatever else it names: "启动式停车" is about parking."""

JOINED = re.compile(r"[和与及跟、，,;；+&]|还有|以及|\band\b|分别|顺便")
TOGETHER = frozenset(("theme", "period", "deadline", "recipient", "contact", "number", "issuer", "issued", "edition", "audience"))
"""Intents of which one message may ask several ("文号和发文日期")."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one notice says, with the weights that led there."""

    at: int
    finding: Finding
    weighed: tuple[Weighed, ...]


def answer(
    catalogue: Catalogue, text: str, now: datetime, dialogue: Dialogue | None = None, unit: str | None = None
) -> tuple[Answer, Dialogue | None]:
    """The answer to a typed question and what the conversation remembers afterwards.

    `now` is in the product's zone; `unit` is the asker's own unit, where known.
    """
    question = read_question(text, catalogue.names, now)
    talk = _talk(question.concepts, question.residue, question.places)
    if talk is not None:
        return Answer(question.language, "talk", "other", True, lead=(Line(f"talk.{talk}", {}),), trace=_trace_words(text, question.mentions)), dialogue
    inquiry = inquire(question, dialogue, now)
    if question.has("talk.list"):
        return Answer(question.language, "list", "notice", True, lead=(Line("list", {"count": len(catalogue.notices)}),), choices=tuple(catalogue.notices[:10])), dialogue
    scope = choose(inquiry, dialogue, catalogue, unit)
    weighed = weigh(inquiry.present)
    trace = {**_trace_words(text, question.mentions), "residue": question.residue, "pieces": question.pieces, "inherited": inquiry.inherited, "scope": scope.steps}
    if scope.failed:
        offered = tuple(catalogue.notices[at] for at in scope.near)
        return Answer(question.language, "scope", _kind(weighed), False, lead=scope.failed, choices=offered, trace=trace), _after_failure(inquiry, dialogue, now)
    if not weighed and not scope.named and not inquiry.pieces and not inquiry.stems:
        return Answer(question.language, "none", "other", False, lead=(Line("not_understood", {}),), trace=trace), dialogue
    found = _ask_all(catalogue, inquiry, scope, now, unit)
    made = _compose(catalogue, inquiry, scope, found, trace)
    return made, _remembered(catalogue, inquiry, made, found, now)


def _talk(concepts: frozenset[str], residue: tuple[str, ...], places: tuple[str, ...]) -> str | None:
    """The kind of small talk, where the message is nothing else."""
    kinds = {concept.removeprefix("talk.") for concept in concepts if concept.startswith("talk.")} - {"*", "followup", "list"}
    rest = {concept for concept in concepts if not concept.startswith(("talk", "filler"))}
    if not kinds or residue or places:
        return None
    order = ("abuse", "identity", "help", "thanks", "bye", "hello", "okay")
    first = next((kind for kind in order if kind in kinds), None)
    if first in ("identity", "help", "abuse"):
        return first if not {c.split(".")[0] for c in rest} & {"thing", "slot", "event", "word", "office", "person"} else None
    return first if not rest else None


def _kind(weighed: list[Weighed]) -> str:
    return KINDS[weighed[0].intent] if weighed else "other"


def _find(catalogue: Catalogue, inquiry: Inquiry, at: int, now: datetime, unit: str | None, via: str | None) -> Found:
    """Ask one notice: the intents in the order of their weight, until one knows."""
    index = catalogue.index(at)
    links = link(inquiry, index)
    weighed = weigh(inquiry.present | links.concepts)
    view = View(index, inquiry, links, now, unit, via)
    if not weighed or weighed[0].weight < UNDERSTOOD:
        return Found(at, _unguided(view, links), tuple(weighed))
    cites_other = bool(inquiry.question.numbers) and fold(index.notice.number or "") not in inquiry.question.numbers
    finding = _run(view, "basis" if cites_other and index.notice.basis else weighed[0].intent)
    if not finding.known and weighed[0].intent != "passage":
        finding = _second_thought(view, weighed, finding)
    finding = _to_the_point(view, finding, weighed[0].weight)
    if JOINED.search(inquiry.question.folded):
        finding = _joined(view, weighed, finding)
    return Found(at, finding, tuple(weighed))


def _to_the_point(view: View, finding: Finding, weight: float) -> Finding:
    """Hold a finding against the words of the question that it does not account for."""
    inquiry = view.inquiry
    share = explained(view)
    if finding.known and inquiry.topics & STANDS_ALONE and finding.intent not in ("passage", "limit", "form", "theme", "contact"):
        passage = find_passage(view)
        return passage if passage.known or finding.intent == "activity" else finding
    unknown = [piece for piece in inquiry.question.residue if len(piece) >= 2]
    if finding.known and finding.intent == "activity" and view.links.by_kind.get("activity") and finding.lines[0].values.get("all"):
        finding = _activity_or_passage(view, finding)
    if not finding.known and "paper" in finding.missing and inquiry.pieces:
        passage = find_passage(view)
        if passage.known and passage.fit >= 0.62:
            return passage
    if unknown and not finding.known and finding.intent == "activity" and view.links.by_kind.get("activity"):
        passage = find_passage(view)
        if passage.known and passage.fit >= 0.8:
            return passage
    asks_part = view.slots & {"phone", "email", "mobile", "fax", "address", "postcode", "qq", "wechat"}
    if finding.known and unknown and not asks_part and finding.intent in FOLLOWS_OBJECT and not _accounts(view, finding):
        passage = find_passage(view)
        if passage.known and passage.fit >= 0.72:
            return passage
        if share < 0.4 and weight < 5:
            return not_stated("passage", "topic", what=asked_words(view), fit=0.2 * share)
    return replace(finding, fit=finding.fit * (0.4 + 0.6 * share))


def _activity_or_passage(view: View, finding: Finding) -> Finding:
    """A question about an activity beyond time, place and hosts: another passage may say more,
    or nothing may say it."""
    activity = finding.lines[0].values["activity"]
    own, passage = own_score(view, activity)
    if view.slots & {"phone", "email", "mobile", "fax", "address"}:
        return finding
    other = find_passage(view)
    if other.known and other.fit > own + 0.12:
        return other
    lacking = lacks(view, passage) if passage is not None else None
    unknown = [piece for piece in view.inquiry.question.residue if len(piece) >= 2]
    if passage is not None and view.inquiry.topics and not view.inquiry.topics & (passage.heading | passage.body):
        lacking = "topic"
    if lacking is None and "ask.whether" in view.inquiry.asking and unknown and own < 0.6:
        lacking = "topic"
    if lacking is None:
        return finding
    said = not_stated("activity", lacking, what=activity.name)
    return Finding("activity", (*said.lines, *finding.lines), known=False, missing=(lacking,), fit=finding.fit)


def _accounts(view: View, finding: Finding) -> bool:
    """Whether the finding is about the very thing that the question names."""
    inquiry, links = view.inquiry, view.links
    if finding.intent == "activity":
        return "activity" in links.by_kind
    if finding.intent in ("deadline", "recipient", "papers"):
        return bool(inquiry.things or links.by_kind.get("item"))
    if finding.intent == "contact":
        return bool(inquiry.persons or inquiry.offices or links.by_kind.get("contact") or "word.contact" in inquiry.asking)
    if finding.intent == "form":
        return bool(links.by_kind.get("field") or links.by_kind.get("group"))
    if finding.intent == "requirement":
        return "requirement" in links.by_kind
    return False


def _joined(view: View, weighed: list[Weighed], first: Finding) -> Finding:
    """Add what else the message asks for, where it asks for several things at once."""
    done = {first.intent}
    for other in weighed[1:5]:
        if other.weight < 4 or other.intent not in TOGETHER or other.intent in done or first.intent not in TOGETHER:
            continue
        if {other.intent, first.intent} == {"deadline", "recipient"}:
            continue
        second = _run(view, other.intent)
        if second.known:
            done.add(other.intent)
            first = replace(first, lines=(*first.lines, *second.lines) if first.known else second.lines, known=True, missing=(*first.missing, *second.missing))
    return first


def _run(view: View, intent: str) -> Finding:
    finder = FINDERS.get(intent)
    return finder(view) if finder is not None else find_identity(view, intent)


def _unguided(view: View, links: Links) -> Finding:
    """Only names, no asking word: say what matters of the thing named, or of the notice."""
    if links.by_kind.get("activity"):
        return find_activity(view)
    if view.inquiry.pieces or view.inquiry.stems:
        return find_passage(view)
    return find_overview(view)


def _second_thought(view: View, weighed: list[Weighed], first: Finding) -> Finding:
    """A close second reading may be answered where the first is not."""
    for other in weighed[1:3]:
        if other.weight >= weighed[0].weight - 1.0 and other.intent not in ("overview", "period", "deadline"):
            finding = _run(view, other.intent)
            if finding.known and finding.fit >= 0.7:
                return finding
    return first


def _ask_all(catalogue: Catalogue, inquiry: Inquiry, scope: Scope, now: datetime, unit: str | None) -> list[Found]:
    """Ask the likeliest notices: this year's first; older ones where those do not know."""
    def ask(numbers: tuple[int, ...]) -> list[Found]:
        return [_find(catalogue, inquiry, at, now, unit, scope.via.get(at)) for at in numbers[:MOST_TRIED]]

    candidates = scope.candidates
    if "year" in scope.named or len(candidates) == 1:
        found = ask(candidates)
    else:
        years = [catalogue.notices[at].year or 0 for at in candidates]
        newest = now.year if now.year in years else max(years)
        current = tuple(at for at in candidates if (catalogue.notices[at].year or 0) == newest)
        older = tuple(at for at in candidates if at not in current)
        found = ask(current)
        best = max((one.finding.fit for one in found if one.finding.known), default=0.0)
        if older and (best < 0.7 or (best < 0.97 and found and found[0].finding.intent in SPECIFIC)):
            enough = max(best + 0.1, 0.65 if best else 0.5)
            found += [one for one in ask(older) if one.finding.known and one.finding.fit > enough]
    if not any(one.finding.known for one in found) and set(scope.wide) - set(candidates):
        wider = tuple(at for at in scope.wide if at not in candidates)
        found += [one for one in ask(wider) if one.finding.known and one.finding.fit >= 0.9 and not inquiry.inherited]
    return found


def _compose(catalogue: Catalogue, inquiry: Inquiry, scope: Scope, found: list[Found], trace: dict[str, object]) -> Answer:
    question = inquiry.question
    knowing = [one for one in found if one.finding.known]
    best = max((one.finding.fit for one in knowing), default=0.0)
    shown = sorted((one for one in knowing if one.finding.fit >= best - 0.12), key=lambda one: one.at)[:MOST_BLOCKS]
    known_at = {one.at for one in knowing}
    if any(catalogue.amended_by.get(one.at) in known_at for one in shown):
        replaced = {at for at in known_at if catalogue.amended_by.get(at) in known_at}
        shown = sorted((one for one in knowing if one.at not in replaced), key=lambda one: (-one.finding.fit, one.at))[:1]
    lead: tuple[Line, ...] = ()
    amender = catalogue.amended_by.get(shown[0].at) if len(shown) == 1 else None
    if amender is not None:
        lead = (Line("amended", {"notice": catalogue.notices[amender]}),)
    if not shown:
        shown = sorted(found, key=lambda one: (-one.finding.fit, one.at))[:1]
    elif not lead and _elder(catalogue, found[0].at, shown[0].at) and found[0].at not in {one.at for one in knowing} and found[0].at < shown[0].at and not scope.named & {"person"}:
        lead = (Line("newer_silent", {"notice": catalogue.notices[found[0].at]}),)
    blocks = tuple(Block(catalogue.notices[one.at], one.finding, scope.via.get(one.at)) for one in shown)
    intent = shown[0].finding.intent if shown else "none"
    others = _others(catalogue, scope, {one.at for one in shown}, single=len(shown) == 1)
    missing = tuple(dict.fromkeys(item for one in shown for item in one.finding.missing))
    explained = {
        **trace,
        "weights": [(w.intent, w.weight, w.because) for w in (shown[0].weighed[:4] if shown else ())],
        "tried": [(catalogue.notices[one.at].id, one.finding.intent, one.finding.known, round(one.finding.fit, 2)) for one in found],
    }
    return Answer(question.language, intent, KINDS.get(intent, "other"), bool(knowing), blocks, lead, missing, others, explained)


def _elder(catalogue: Catalogue, newer: int, older: int) -> bool:
    """Whether the second notice is an earlier one of the same place."""
    one, other = catalogue.notices[newer], catalogue.notices[older]
    return one.region == other.region and (one.year or 0) > (other.year or 0)


def _others(catalogue: Catalogue, scope: Scope, shown: set[int], *, single: bool) -> tuple:
    """Other notices that fit what was said, to be offered."""
    if scope.named >= {"place", "year"} or "person" in scope.named and single:
        return ()
    rest = [at for at in scope.candidates if at not in shown]
    return tuple(catalogue.notices[at] for at in rest[:MOST_CHOICES])


def _remembered(catalogue: Catalogue, inquiry: Inquiry, made: Answer, found: list[Found], now: datetime) -> Dialogue:
    notices = [block.notice for block in made.blocks]
    return remember(
        inquiry,
        notices=tuple(notice.id for notice in notices),
        places=tuple(dict.fromkeys(notice.region for notice in notices if notice.region)),
        years=tuple(dict.fromkeys(notice.year for notice in notices if notice.year)),
        events=tuple(sorted({event for notice in notices for event in event_concepts(notice)})),
        now=now,
    )


def _after_failure(inquiry: Inquiry, dialogue: Dialogue | None, now: datetime) -> Dialogue:
    """What was asked stays in mind, so that another place can follow ("那新乡呢")."""
    return remember(inquiry, notices=dialogue.notices if dialogue else (), places=(), years=(), events=(), now=now)


def _trace_words(text: str, mentions: tuple) -> dict[str, object]:
    return {"text": text, "words": [(m.text, sorted({e.concept for e in m.entries}), m.how) for m in mentions]}
