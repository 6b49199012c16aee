"""What a printed notice answers: its facts where these are what is asked, else its own sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from knowledge.answering.answer import Finding, Line
from knowledge.answering.finders.contacts import contact_lines, find_contact
from knowledge.answering.finders.duties import deadline_of, papers_of
from knowledge.answering.finders.events import period_of
from knowledge.answering.finders.identity import find_identity
from knowledge.answering.finders.passages import asked_words
from knowledge.answering.printed.facts import FITS, contacts_meant, deliverables_meant, periods_meant
from knowledge.answering.printed.quotes import find_quote
from knowledge.answering.printed.search import search_in
from knowledge.answering.printed.sentences import LONGEST, TITLE
from knowledge.answering.printed.wanted import Wanted, kinds, wanted_of
from knowledge.answering.view import View, not_stated
from knowledge.language.text import fold
from knowledge.notice import Contact, Deliverable, Period

OF_NOTICE = frozenset(("number", "issued", "title", "basis", "audience", "edition", "amends", "theme"))
"""Intents that only a fact of the notice answers."""

OF_CONTACT = frozenset(("phone", "email", "mobile"))

QUOTED = frozenset(("passage", "limit", "task", "activity"))
"""Intents that the notice's sentences answer alone."""

_NAME_ASKED = re.compile(r"联系人|叫什么|姓名|名字|叫啥|contact person|name of")

_APPLYING = re.compile(r"报名|征集|投稿|征稿|申报|受理|登记|注册|报送|提交|填报|截止|推荐")
_RECEIVER = re.compile(r"收件人|接收人|签收人")
_OFFICE_ASKED = re.compile(r"哪个?(?:单位|部门|科|处|司|局|办公室|机构|学会|协会)|哪家|谁")
_ARRIVING = re.compile(r"(?:哪|什么地方|何处|地点).{0,4}报到|报到.{0,3}(?:地点|在哪)")
_NAMING_ASKED = re.compile(r"命名|怎么写|注明|标题|\bnamed?\b|subject")

DATED = frozenset(("when", "clock"))

OWN_KINDS: Mapping[str, frozenset[str]] = {
    "contact": frozenset(("phone", "mobile", "email", "fax", "qq", "wechat", "address", "postcode", "where", "count")),
    "recipient": frozenset(("where", "email", "address", "website", "when", "clock")),
    "deadline": frozenset(("when", "clock", "where")),
    "period": frozenset(("when", "clock", "where", "duration")),
    "papers": frozenset(("count", "form")),
    "form": frozenset(("count", "form")),
    "website": frozenset(("website", "where", "when")),
    "requirement": frozenset(("count",)),
    "overview": frozenset(),
    "issuer": frozenset(("where",)),
    "annex": frozenset(("count", "form")),
}
"""The kinds of value that the facts of an intent state."""

SAID_MISSING = frozenset(("when", "clock", "where", "count"))
"""Kinds of value that have a word of their own where they are not stated."""

MOST_QUOTED = 2
"""Sentences that are said beside the papers they speak of."""

PREFERRED = 0.2
"""A fact is said rather than a sentence that fits only this much better."""


def in_own_words(view: View, finding: Finding, intent: str) -> Finding:
    """The finding, or the facts and sentences of the notice that say what is asked where the finding does not."""
    said = _in_own_words(view, finding, intent)
    titled = said.known and said.intent == "passage" and all(cited.source.clause == TITLE for line in said.lines for cited in line.cited)
    return not_stated("passage", "topic", what=asked_words(view), fit=0.2) if titled and intent not in OF_NOTICE else said


def _in_own_words(view: View, finding: Finding, intent: str) -> Finding:
    wanted = wanted_of(view)
    if intent == "edition" and not finding.known:
        quote = find_quote(view, Wanted(("edition",)))
        titled = kinds()["edition"].shows.search(fold(view.notice.title)) is not None
        return quote if quote.known else find_identity(view, "title") if titled else finding
    if intent in OF_NOTICE and finding.intent == intent and not (intent == "theme" and DATED & set(wanted.kinds)):
        if not OF_CONTACT & set(wanted.kinds):
            return finding
        finding = find_contact(view)
    if wanted.kinds == ("person",):
        return find_quote(view, wanted)
    if intent == "form" and finding.intent == "contact":
        return find_quote(view, Wanted(()))
    if intent == "contact" or finding.intent == "contact":
        said = _of_contact(view, finding, wanted)
        return said if said.known or not DATED & set(wanted.kinds) else _dated(view, finding, wanted)
    if intent == "recipient" and _ARRIVING.search(view.inquiry.question.folded):
        return find_quote(view, wanted)
    if intent == "recipient" and not DATED & set(wanted.kinds):
        return _of_recipient(view, finding, wanted)
    if DATED & set(wanted.kinds):
        dated = _with_place(view, _dated(view, finding, wanted), wanted)
        return _with_route(view, dated) if intent == "recipient" else dated
    if "duration" in wanted.kinds and not search_in(view).strong and view.notice.periods:
        return period_of(view, [one for one in view.notice.periods if not one.cited] or list(view.notice.periods))
    if search_in(view).strong and (finding.intent == "overview" or (finding.intent == "period" and "where" in wanted.kinds)):
        quote = find_quote(view, wanted)
        return finding if not quote.known and _covers(view, finding) else quote
    if wanted.copies and (copies := _copies(view, wanted)) is not None:
        return copies
    own = finding.known and finding.intent not in QUOTED and set(wanted.kinds) <= OWN_KINDS.get(finding.intent, frozenset())
    if own and _covers(view, finding):
        return _with_words(view, finding) if finding.intent == "papers" else finding
    quote = find_quote(view, wanted)
    foreign = quote.known and not _counts(finding, wanted)
    if finding.known and finding.intent == "papers" and not foreign:
        return _with_words(view, finding)
    if quote.known:
        return quote
    if finding.intent == "activity" and finding.missing == ("activity",):
        missing = tuple(kind for kind in wanted.kinds if kind in SAID_MISSING)
        return not_stated("activity", *(missing or ("topic",)), fit=finding.fit)
    return finding if not finding.known or (own and finding.intent != "requirement") else quote


def _counts(finding: Finding, wanted: Wanted) -> bool:
    """Whether papers can state what is wanted: a number that is asked for by the words of their limits."""
    owed = [one for line in finding.lines if isinstance(one := line.values.get("deliverable"), Deliverable)]
    limits = " ".join(fold(text) for one in owed for item in one.items for text in (item.name, *item.limits, one.copies or ""))
    return set(wanted.kinds) <= OWN_KINDS["papers"] and not (wanted.measure and not wanted.holds(limits))


def _copies(view: View, wanted: Wanted) -> Finding | None:
    """In how many copies: the one deliverable that states it, else a sentence that does."""
    owed, _ = deliverables_meant(search_in(view), (one for one in view.notice.deliverables if one.copies))
    if len(owed) == 1:
        return _with_words(view, papers_of(view, [(one, one.items) for one in owed]))
    quote = find_quote(view, wanted)
    return quote if quote.known else None


def _with_words(view: View, finding: Finding) -> Finding:
    """The papers with the notice's own words for them, where these are not many."""
    quotes = {cited.source.quote: cited for line in finding.lines for cited in line.cited if cited.source.quote}
    lines = tuple(Line("quote", {"text": quote, "days": ()}, (cited,)) for quote, cited in quotes.items() if quote and len(quote) <= LONGEST)
    return replace(finding, lines=(*finding.lines, *lines)) if len(lines) <= MOST_QUOTED else finding


def _covers(view: View, finding: Finding) -> bool:
    """Whether the sentences that a finding rests on speak of what the question names."""
    search = search_in(view)
    return not search.strong or any(search.of_fact(cited.source, (cited.value,)) >= FITS for line in finding.lines for cited in line.cited)


def _of_contact(view: View, finding: Finding, wanted: Wanted) -> Finding:
    """Whom to ask; a sentence where no contact has what is asked."""
    if _NAMING_ASKED.search(view.inquiry.question.folded):
        return find_quote(view, Wanted(()))
    if finding.known:
        unnamed = _NAME_ASKED.search(view.inquiry.question.folded) and not wanted.kinds and not _named(finding)
        if unnamed:
            return not_stated("contact", "contact_name", lines=finding.lines[:1], fit=0.4)
        return finding
    if wanted.kinds:
        quote = find_quote(view, wanted)
        if quote.known and ("who" not in finding.missing or _speaks(view, quote)):
            return quote
        return _only_mailbox(view, finding, wanted)
    return finding


def _speaks(view: View, quote: Finding) -> bool:
    """Whether a quote itself, and not only what stands around it, has something that the question names."""
    said = fold(" ".join(cited.value for line in quote.lines for cited in line.cited))
    return any(term.strong and term.cover(said) >= 0.5 for term, _ in search_in(view).terms)


def _named(finding: Finding) -> bool:
    """Whether a contact that was found has a name."""
    contacts = (line.values.get("contact") for line in finding.lines)
    return any(isinstance(contact, Contact) and contact.names for contact in contacts) or finding.intent != "contact"


def _of_recipient(view: View, finding: Finding, wanted: Wanted) -> Finding:
    """To whom; the notice's one mailbox, or a sentence that says the way, where no fact does."""
    typed = finding.intent in ("recipient", "deadline", "papers") and "address" not in wanted.kinds
    typed = typed and (not view.slots & {"where"} or any(_has_place(line.values) for line in finding.lines))
    if (
        typed
        and finding.known
        and not finding.missing
        and _covers(view, finding)
        and not ("ask.how" in view.inquiry.asking and not _says_how(finding))
    ):
        return finding
    if _RECEIVER.search(view.inquiry.question.folded) and (named := [one for one in view.notice.contacts if one.names]):
        return Finding("contact", contact_lines(view, named[:2]), fit=0.7)
    if "thing.paper_copy" in view.inquiry.things and not set(wanted.kinds) - {"where"} and "ask.whether" not in view.inquiry.asking:
        handed = find_quote(view, Wanted(("handed",)))
        return handed if handed.known or not finding.known else replace(finding, known=False)
    asked = {"email", "address", "url", "room"} & set(wanted.kinds)
    mailbox = _only_mailbox(view, finding, Wanted(("email",))) if not asked & {"address", "room"} else finding
    quote = find_quote(view, Wanted(tuple(sorted(asked)) or _route(view)))
    if "email" in asked and mailbox is not finding:
        return mailbox
    if quote.known:
        return quote
    if "address" in asked:
        return _address(view, finding)
    return finding if finding.known else mailbox


def _says_how(finding: Finding) -> bool:
    """Whether a deliverable that was found states its way."""
    owed = (line.values.get("deliverable") for line in finding.lines)
    return any(isinstance(one, Deliverable) and (one.how or any(to.how or to.contact for to in one.to)) for one in owed)


def _route(view: View) -> tuple[str, ...]:
    """What shows the way: the office where one is asked for; nothing where it is asked whether."""
    asking = view.inquiry.asking
    if "ask.whether" in asking:
        return ()
    if "ask.how" in asking:
        return ("way",)
    office = asking & {"ask.which_office", "ask.who"} or _OFFICE_ASKED.search(view.inquiry.question.folded)
    return ("office",) if office else ("route",)


def _address(view: View, finding: Finding) -> Finding:
    """The address of the contact that has one."""
    having = [contact for contact in contacts_meant(search_in(view), view.notice.contacts) if contact.address]
    return Finding("contact", contact_lines(view, having[:2], ("address",)), fit=0.7) if having else replace(finding, known=False)


def _only_mailbox(view: View, finding: Finding, wanted: Wanted) -> Finding:
    """The mailbox of a notice that has one only, where the question names nobody else."""
    boxes = {email for contact in view.notice.contacts for email in contact.emails}
    stranger = view.inquiry.persons or view.inquiry.offices or view.inquiry.bodies
    if wanted.kinds != ("email",) or len(boxes) != 1 or stranger:
        return finding
    return Finding("contact", contact_lines(view, [one for one in view.notice.contacts if one.emails][:1], ("email",)), fit=0.6)


def _dated(view: View, finding: Finding, wanted: Wanted) -> Finding:
    """When: the deadline or period that fits what is named best; a sentence where it fits better."""
    search = search_in(view)
    trusted = finding.known and finding.intent not in QUOTED and not (search.ending and finding.intent == "period")
    if not search.strong and trusted:
        return finding
    owed, as_due = deliverables_meant(search, (one for one in view.notice.deliverables if one.due))
    ending = search.ending or "verb.submit" in view.inquiry.asking
    owed = [one for one in owed if one.due and not one.due.every] or owed
    periods, as_period = periods_meant(search, (one for one in view.notice.periods if not ending or _ends(one)))
    if search.span and (lasting := periods_meant(search, filter(_lasts, view.notice.periods)))[0]:
        owed, (periods, as_period) = [], lasting
    as_due += 0.03 if search.submitting else -0.25
    as_period += 0.03 if not search.submitting else 0.0
    fact: Finding | None = None
    if owed and as_due >= max(as_period, 0.5):
        fact = deadline_of(view, [(one, one.items) for one in owed])
    elif periods:
        fact = period_of(view, _exact(view, periods))
    quote = find_quote(view, wanted.without("where"))
    said = fact is not None and fact.known and not ("clock" in wanted.kinds and "clock" in fact.missing)
    if fact is not None and said and (not quote.known or quote.fit <= max(as_due, as_period) + PREFERRED):
        return fact
    if quote.known:
        return quote
    if fact is None and search.submitting and search.everywhere():
        fact = _only_deadline(view)
    return fact or not_stated(finding.intent, "topic", what=tuple(term.text[:20] for term, _ in search.terms if term.strong)[:4], fit=0.2)


def _ends(period: Period) -> bool:
    """Whether a period is one of handing something in."""
    return _APPLYING.search(f"{period.label or ''}{period.source.quote or ''}") is not None


def _lasts(period: Period) -> bool:
    """Whether a period has a first and another last day."""
    return period.when.end is not None and period.when.end != period.when.start


def _exact(view: View, periods: list[Period]) -> list[Period]:
    """The periods; instead of vague ones the exact ones that lie in them."""
    if not all(one.when.vague for one in periods):
        return periods
    start, end = periods[0].when.start, periods[-1].when.end
    inside = [
        one
        for one in view.notice.periods
        if not one.when.vague and one.when.start and start and end and start <= one.when.start and (one.when.end or one.when.start) <= end
    ]
    return inside[:1] or periods


def _with_route(view: View, finding: Finding) -> Finding:
    """Where it is asked to whom as well and no fact says it, the sentence that does is added."""
    if not finding.known or finding.intent != "deadline" or any(line.values.get("recipients") for line in finding.lines):
        return finding
    route = find_quote(view, Wanted(_route(view)))
    return replace(finding, lines=(*finding.lines[:1], *route.lines[:1])) if route.known else finding


def _only_deadline(view: View) -> Finding | None:
    """What is due on the one day on which something is, where a notice has one such day."""
    dated = [one for one in view.notice.deliverables if one.due and (one.due.day or one.due.every)]
    if len({(one.due.day, one.due.every) for one in dated if one.due}) != 1:
        return None
    return deadline_of(view, [(one, one.items) for one in dated[:2]])


def _with_place(view: View, finding: Finding, wanted: Wanted) -> Finding:
    """Where the place is asked for as well and not said, the sentence that states it is added."""
    if "where" not in wanted.kinds or any(_has_place(line.values) for line in finding.lines) or finding.intent == "passage":
        return finding
    place = find_quote(view, Wanted(("where",)))
    if not place.known:
        return finding
    if not finding.known:
        return place
    missing = tuple(slot for slot in finding.missing if slot != "where")
    return replace(finding, lines=(*finding.lines, *place.lines), missing=missing)


def _has_place(values: Mapping[str, object]) -> bool:
    period = values.get("period")
    return getattr(period, "where", None) is not None or bool(values.get("recipients"))
