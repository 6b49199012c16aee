"""Asking one notice: run the likeliest reading of the question, then hold what was found
against the words of the question."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.answering.answer import Finding
from knowledge.answering.catalogue import Catalogue
from knowledge.answering.finders.contacts import find_contact
from knowledge.answering.finders.demands import find_requirement, find_task
from knowledge.answering.finders.duties import find_deadline, find_limit, find_papers, find_recipient
from knowledge.answering.finders.events import find_activity, find_period, find_theme, find_website
from knowledge.answering.finders.identity import find_identity, find_overview
from knowledge.answering.finders.passages import asked_words, explained, find_passage, lacks, own_score
from knowledge.answering.finders.tables import find_form
from knowledge.answering.inquiry import PARTICLE, Inquiry, focus
from knowledge.answering.intent import Weighed, weigh
from knowledge.answering.link import link
from knowledge.answering.printed.own_words import in_own_words
from knowledge.answering.view import View, not_stated
from knowledge.language.text import fold
from knowledge.notice import Activity

UNDERSTOOD = 0.55
"""An intent lighter than this is no reading of a question."""

STRONG = 5
"""From this weight on the asking words leave little doubt what is asked."""

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
    "website": find_website,
}

FOLLOWS_OBJECT = frozenset(
    ("period", "papers", "activity", "requirement", "overview", "issuer", "contact", "deadline", "recipient", "form", "website")
)
"""Intents that a question about something else may look like: "谁" in "银龄行动面向谁"."""

STANDS_ALONE = frozenset(
    f"topic.{topic}" for topic in ("parking", "fee", "money", "bonus", "prize", "leader", "age", "stamp", "participants", "route")
)
"""Topics that a question is about whatever else it names: "启动式停车" is about parking."""

DATED = frozenset(("ask.when", "ask.clock", "word.deadline"))
PARTS = frozenset(("phone", "email", "mobile", "fax", "address", "postcode", "qq", "wechat"))

JOINED = re.compile(r"[和与及跟、，,;；+&]|还有|以及|\band\b|分别|顺便")
TOGETHER = frozenset(("theme", "period", "deadline", "recipient", "contact", "number", "issuer", "issued", "edition", "audience"))
"""Intents of which one message may ask several ("文号和发文日期")."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the notice with this number in the catalogue says, and the weights that led there."""

    at: int
    finding: Finding
    weighed: tuple[Weighed, ...]


def ask_notice(catalogue: Catalogue, inquiry: Inquiry, at: int, now: datetime, unit: str | None, via: str | None) -> Found:
    """What one notice says to an inquiry."""
    index = catalogue.index(at)
    share = explained(inquiry, index)
    inquiry = focus(inquiry, index.campaign, index.campaign_stems)
    links = link(inquiry, index)
    weighed = weigh(inquiry.present | links.concepts)
    view = View(index, inquiry, links, now, unit, via)
    if not weighed or weighed[0].weight < UNDERSTOOD:
        finding = _unguided(view)
        return Found(at, in_own_words(view, finding, "passage") if index.printed else finding, tuple(weighed))
    finding = _run(view, _first_intent(view, weighed))
    if not finding.known and weighed[0].intent != "passage":
        finding = _second_thought(view, weighed, finding)
    finding = _to_the_point(view, finding, weighed[0].weight, share)
    if JOINED.search(inquiry.question.folded):
        finding = _joined(view, weighed, finding)
    if index.printed:
        finding = in_own_words(view, finding, weighed[0].intent)
    return Found(at, finding, tuple(weighed))


def _first_intent(view: View, weighed: list[Weighed]) -> str:
    """The heaviest intent; but a document number that is not this notice's own asks what it relies on."""
    numbers = view.inquiry.question.numbers
    if numbers and view.notice.basis and fold(view.notice.number or "") not in numbers:
        return "basis"
    return weighed[0].intent


def _run(view: View, intent: str) -> Finding:
    finder = FINDERS.get(intent)
    return finder(view) if finder is not None else find_identity(view, intent)


def _unguided(view: View) -> Finding:
    """Only names, no asking word: say what matters of the thing named, or of the notice."""
    if view.links.by_kind.get("activity"):
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


def _unknown(view: View) -> list[str]:
    """The longer pieces of the question that no known word explains."""
    return [piece for piece in view.inquiry.question.residue if len(piece) >= 2]


def _to_the_point(view: View, finding: Finding, weight: float, share: float) -> Finding:
    """The finding, or a better one, or that it is not stated, in view of the question's other words.

    `share` says how much of those words the notice speaks of at all.
    """
    better = _on_its_topic(view, finding) or _of_its_activity(view, finding, share) or _of_its_paper(view, finding)
    if better is not None:
        return better
    beside = _beside_the_point(view, finding, weight, share)
    return beside or replace(finding, fit=finding.fit * (0.4 + 0.6 * share))


def _on_its_topic(view: View, finding: Finding) -> Finding | None:
    """Where a topic stands alone, only a passage on it is an answer."""
    asking = view.inquiry.asking
    if not finding.known or not view.inquiry.topics & STANDS_ALONE or asking & DATED:
        return None
    if finding.intent in ("passage", "limit", "form", "theme", "contact"):
        return None
    passage = find_passage(view)
    meant = {named.thing.source.clause for named in view.links.best("activity") if isinstance(named.thing, Activity)}
    if passage.known and meant and not meant & {cited.source.clause for line in passage.lines for cited in line.cited}:
        return not_stated("activity", "topic", what=asked_words(view), fit=finding.fit)
    return passage if passage.known or finding.intent == "activity" else finding


def _of_its_activity(view: View, finding: Finding, share: float) -> Finding | None:
    """More about an activity than its facts: another passage may say it."""
    if finding.intent != "activity" or not view.links.by_kind.get("activity"):
        return None
    if finding.known and finding.lines[0].values.get("all"):
        return _activity_or_passage(view, finding, share)
    if not finding.known and _unknown(view):
        passage = find_passage(view)
        return passage if passage.known and passage.fit >= 0.8 else None
    return None


def _activity_or_passage(view: View, finding: Finding, share: float) -> Finding | None:
    if view.slots & PARTS:
        return None
    activity = finding.lines[0].values["activity"]
    own, passage = own_score(view, activity)
    other = find_passage(view)
    if other.known and other.fit > own + 0.12:
        return other
    lacking = lacks(view, passage) if passage is not None else None
    if passage is not None and view.inquiry.topics & STANDS_ALONE and not view.inquiry.topics & (passage.heading | passage.body):
        lacking = "topic"
    if lacking is None and any(len(piece) > PARTICLE for piece in _unknown(view)):
        doubtful = "ask.whether" in view.inquiry.asking and view.inquiry.pieces and own < 0.6
        lacking = "topic" if share < (0.6 if view.inquiry.pieces else 0.35) or doubtful else None
    if lacking is None:
        return None
    said = not_stated("activity", lacking, what=(activity.name,))
    return Finding("activity", (*said.lines, *finding.lines), known=False, missing=(lacking,), fit=finding.fit)


def _of_its_paper(view: View, finding: Finding) -> Finding | None:
    """A paper that is not to be handed in may be spoken of elsewhere."""
    of_handing_in = view.inquiry.asking & {"verb.submit", "word.material", "word.deadline", "word.recipient", "ask.when"}
    if finding.known or "paper" not in finding.missing or not view.inquiry.pieces or of_handing_in:
        return None
    passage = find_passage(view)
    return passage if passage.known and passage.fit >= 0.62 else None


def _beside_the_point(view: View, finding: Finding, weight: float, share: float) -> Finding | None:
    """Where the finding leaves the question's own words unaccounted for: the passage they fit, or
    that the notice does not speak of them."""
    if not finding.known or not _unknown(view) or view.slots & PARTS:
        return None
    if finding.intent not in FOLLOWS_OBJECT or _accounts(view, finding):
        return None
    if finding.intent == "requirement" and share < 0.5:
        return not_stated("requirement", "topic", what=asked_words(view), fit=0.3 * share)
    passage = find_passage(view)
    if passage.known and passage.fit >= (0.72 if weight >= STRONG else 0.58):
        return passage
    if share < 0.4 and (weight < STRONG or "asking" in view.inquiry.inherited):
        return not_stated("passage", "topic", what=asked_words(view), fit=0.2 * share)
    return None


def _accounts(view: View, finding: Finding) -> bool:
    """Whether the finding is about the very thing that the question names."""
    inquiry, linked = view.inquiry, view.links.by_kind
    accounts: Mapping[str, bool] = {
        "activity": "activity" in linked,
        "deadline": bool(inquiry.things or linked.get("item")),
        "recipient": bool(inquiry.things or linked.get("item")),
        "papers": bool(inquiry.things or linked.get("item") or inquiry.owners or inquiry.offices),
        "contact": bool(inquiry.persons or inquiry.offices or linked.get("contact") or "word.contact" in inquiry.asking),
        "form": bool(linked.get("field") or linked.get("group") or "word.ordinal" in inquiry.asking),
        "requirement": "requirement" in linked,
        "website": all(len(piece) <= PARTICLE for piece in _unknown(view)),
    }
    return accounts.get(finding.intent, False)


def _joined(view: View, weighed: list[Weighed], first: Finding) -> Finding:
    """Add what else the message asks for, where it asks for several things at once."""
    if first.intent not in TOGETHER:
        return first
    done = {first.intent}
    for other in weighed[1:5]:
        if other.weight < 4 or other.intent not in TOGETHER or other.intent in done or {other.intent, first.intent} == {"deadline", "recipient"}:
            continue
        second = _run(view, other.intent)
        if second.known:
            done.add(other.intent)
            missing = (*first.missing, *second.missing) if first.known else second.missing
            first = replace(first, lines=(*first.lines, *second.lines), known=True, missing=missing)
    return first
