"""Reminders that there are: showing, silencing, changing, ending and trying them."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from handlers.choosing import chosen_or_none
from handlers.flows.remind.desk import Desk
from handlers.flows.remind.plan import ONE, about_one, adjusted, may_for_lane, names_place, next_of, papers_of
from handlers.flows.remind.wishes import is_beyond, is_forever, leads_named, mute_until_or_none, says
from handlers.messages import Button, Phrase, Reply, Turn, View
from handlers.reminding import notices_of, times_of
from handlers.said import Meaning
from handlers.states import ChoosingReminders
from handlers.subscription import Subscription
from knowledge.language.text import fold

OF_ONE = frozenset((Meaning.MUTE, Meaning.UNMUTE, Meaning.UNSUBSCRIBE, Meaning.TEST, Meaning.CHANGE))
"""What is done with one subscription."""

_DEEDS = ((Button(does=Meaning.MUTE), Button(does=Meaning.UNSUBSCRIBE)), (Button(does=Meaning.TEST), Button(does=Meaning.CALENDAR)))


def at_hand(desk: Desk) -> tuple[Subscription, ...]:
    """The subscriptions that the sender may change from here: those of this chat, and those they asked for elsewhere."""
    found = {one.id: one for one in (*desk.facts.tables.here, *desk.facts.tables.elsewhere) if not one.ended}
    return tuple(one for one in found.values() if may_for_lane(desk, one.lane))


def listed(desk: Desk) -> Turn:
    """Show the reminders of this chat, and those asked for elsewhere."""
    here = [one for one in desk.facts.tables.here if not one.ended]
    elsewhere = [one for one in at_hand(desk) if one not in here] if desk.said.group is None else []
    if not here and not elsewhere:
        return desk.say(Phrase("remind.none_yet"))
    values = {"here": [_line(desk, one) for one in here], "elsewhere": [_line(desk, one) for one in elsewhere], "now": desk.said.received_at}
    return desk.say(View("remind/list", values), buttons=_DEEDS if at_hand(desk) else (), about=ONE)


def _line(desk: Desk, subscription: Subscription) -> dict[str, object]:
    title = desk.title(subscription.lane)
    muted = subscription.muted_until
    return {
        "subscription": subscription,
        "notices": notices_of(subscription, desk.facts.catalogue),
        "title": title,
        "next": next_of(desk, subscription),
        "muted": muted if muted is not None and muted > desk.said.received_at else None,
        "forever": muted is not None and is_forever(muted),
    }


def one_said(desk: Desk, meaning: Meaning, text: str, of: str | None = None) -> Turn:
    """Do something with a subscription: the one (`of`) that the pressed button stood under, the one named, the one talked
    about, the only one of this chat; else one is chosen first."""
    known = at_hand(desk)
    if not known:
        here = desk.facts.tables.here
        return desk.say(Phrase("denied.organiser") if here else Phrase("remind.none_yet"))
    if of is not None:
        return _pressed(desk, known, meaning, text, of)
    if is_beyond(text):
        return desk.say(Phrase("remind.cannot"))
    here = tuple(one for one in known if one.lane.room == desk.here.room)
    if meaning is Meaning.UNSUBSCRIBE and len(here) > 1 and says(text, "all"):
        ended = tuple(desk.planned(msgspec.structs.replace(one, ended=True)) for one in here)
        return desk.say(Phrase("remind.all_ended", {"count": len(here)}), effects=ended)
    named = [one for one in known if _is_named(desk, one, text)]
    if not named and names_place(desk, text):
        return desk.say(Phrase("remind.none_of_that"))
    latest = [one for one in known if one.id == desk.talk.reminders]
    for found in (named, latest, list(here)):
        if len(found) == 1:
            return do(desk, found[0], meaning, text)
    return _which(desk, tuple(named) or here or known, meaning, text)


def _pressed(desk: Desk, known: tuple[Subscription, ...], meaning: Meaning, text: str, of: str) -> Turn:
    """A button under a message about one subscription, or about several (`of` empty)."""
    if not of:
        return do(desk, known[0], meaning, text) if len(known) == 1 else _which(desk, known, meaning, text)
    found = next((one for one in known if one.id == of), None)
    return do(desk, found, meaning, text) if found is not None else desk.say(Phrase("remind.gone"))


def _which(desk: Desk, some: tuple[Subscription, ...], meaning: Meaning, text: str) -> Turn:
    labels = tuple(_label(desk, one) for one in some)
    state = ChoosingReminders(talk=desk.talk, asked="", meaning=meaning.value, subscriptions=tuple(one.id for one in some), labels=labels, said=text)
    return ask_which(desk, state)


def ask_which(desk: Desk, state: ChoosingReminders) -> Turn:
    """Ask which of several subscriptions is meant."""
    return desk.ask(state, Phrase("remind.which"), buttons=tuple((Button(label=label),) for label in state.labels))


def _is_named(desk: Desk, subscription: Subscription, text: str) -> bool:
    folded = fold(text)
    notices = notices_of(subscription, desk.facts.catalogue)
    names = [name for notice in notices for name in (notice.region, desk.facts.label(notice, "zh"), desk.facts.label(notice, "en")) if name]
    return any(fold(name)[:2] in folded for name in names)


def _label(desk: Desk, subscription: Subscription) -> str:
    notices = notices_of(subscription, desk.facts.catalogue)
    name = desk.facts.label(notices[0], desk.talk.language or "zh") if subscription.notice and notices else subscription.place or subscription.id
    where = desk.title(subscription.lane) if subscription.lane.chat != (desk.said.group or "") else ""
    return f"{where} · {name}" if where else name


def which_said(desk: Desk, state: ChoosingReminders, text: str) -> Turn | None:
    """The subscription chosen, by its label or its number; None for anything else."""
    at = chosen_or_none(state.labels, text)
    found = next((one for one in at_hand(desk) if at is not None and one.id == state.subscriptions[at]), None)
    return do(desk, found, Meaning(state.meaning), state.said) if found is not None else None


def do(desk: Desk, subscription: Subscription, meaning: Meaning, text: str) -> Turn:
    """What was asked for, done with one subscription."""
    desk = replace(desk, talk=msgspec.structs.replace(desk.talk, reminders=subscription.id))
    match meaning:
        case Meaning.TEST:
            return _tested(desk, subscription)
        case Meaning.MUTE:
            return _muted(desk, subscription, text)
        case Meaning.UNMUTE:
            return _changed(desk, msgspec.structs.replace(subscription, muted_until=None))
        case Meaning.UNSUBSCRIBE:
            return _less(desk, subscription, text)
    wanted = adjusted(desk, subscription, text)
    return _changed(desk, wanted, *_together(desk, subscription, text)) if wanted is not None else listed(desk)


def _muted(desk: Desk, subscription: Subscription, text: str) -> Turn:
    until = mute_until_or_none(text, desk.said.received_at)
    if until is None:
        return desk.say(Phrase("remind.until_when"))
    changed = msgspec.structs.replace(subscription, muted_until=until)
    name = _label(desk, subscription)
    told = Phrase("remind.muted", {"name": name}) if is_forever(until) else View("remind/muted", {"until": until, "name": name})
    return desk.say(told, buttons=((Button(does=Meaning.UNMUTE),),), effects=(desk.planned(changed),), about=about_one(subscription))


def _less(desk: Desk, subscription: Subscription, text: str) -> Turn:
    """Fewer reminders, as a sentence wants it: none of some papers, none at some time, none for a while, or none at all."""
    if papers_of(desk, subscription, text):
        wanted = adjusted(desk, subscription, text, without=True)
        return _changed(desk, wanted, *_together(desk, subscription, text)) if wanted is not None else listed(desk)
    if says(text, "for_now"):
        return _muted(desk, subscription, text)
    if says(text, "weekend"):
        return desk.say(Phrase("remind.weekend"))
    if says(text, "many"):
        return desk.say(Phrase("remind.fewer"), buttons=_DEEDS, about=about_one(subscription))
    unwanted = leads_named(text)
    if unwanted:
        left = tuple(lead for lead in times_of(subscription, desk.facts.times).lead if lead not in unwanted)
        return _changed(desk, msgspec.structs.replace(subscription, lead=left)) if left else listed(desk)
    changed = msgspec.structs.replace(subscription, ended=True)
    return desk.say(Phrase("remind.ended", {"name": _label(desk, subscription)}), effects=(desk.planned(changed),))


def _together(desk: Desk, subscription: Subscription, text: str) -> tuple[View, ...]:
    """That a paper that was named goes together with others: reminders are for all of them."""
    named = papers_of(desk, subscription, text)
    several = [
        (notice, paper)
        for notice in notices_of(subscription, desk.facts.catalogue)
        for paper in notice.deliverables
        if f"{notice.id}/{paper.id}" in named and len(paper.items) > 1
    ]
    return (View("remind/together", {"papers": several}),) if several else ()


def _changed(desk: Desk, subscription: Subscription, *before: View) -> Turn:
    """The reminders as they are from now on."""
    shown = View("remind/changed", {**desk.shown(subscription), "name": _label(desk, subscription)})
    buttons = ((Button(does=Meaning.REMINDERS), Button(does=Meaning.UNSUBSCRIBE)),)
    return desk.say(*before, shown, buttons=buttons, effects=(desk.planned(subscription),), about=about_one(subscription))


def _tested(desk: Desk, subscription: Subscription) -> Turn:
    """A message to where reminders go, whose fate is told here."""
    test = Reply(
        id=f"{desk.said.id}-2",
        said=Phrase("remind.test"),
        language=subscription.language,
        to=subscription.lane,
        receipt=desk.said.lane,
    )
    return desk.say(Phrase("remind.testing"), also=(test,))
