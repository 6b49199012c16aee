"""Reminders that there are: showing, silencing, changing, ending and trying them."""

from __future__ import annotations

import msgspec

from handlers.flows.remind.desk import Desk
from handlers.flows.remind.plan import adjusted, may_for_lane, next_of, papers_of
from handlers.flows.remind.wishes import is_forever, mute_until
from handlers.messages import Button, Phrase, Reply, Turn, View
from handlers.reminding import notices_of
from handlers.said import Meaning, bare_number_or_none
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
    return desk.say(View("remind/list", values), buttons=_DEEDS if at_hand(desk) else ())


def _line(desk: Desk, subscription: Subscription) -> dict[str, object]:
    title = next((chat.title or chat.chat for chat in desk.facts.tables.chats if chat.chat == subscription.lane.chat), subscription.lane.chat)
    muted = subscription.muted_until
    return {
        "subscription": subscription,
        "notices": notices_of(subscription, desk.facts.catalogue),
        "title": title,
        "next": next_of(desk, subscription),
        "muted": muted if muted is not None and muted > desk.said.received_at else None,
        "forever": muted is not None and is_forever(muted),
    }


def one_said(desk: Desk, meaning: Meaning, text: str) -> Turn:
    """Do something with a subscription: the only one, the one talked about or named, or the one that is chosen then."""
    known = at_hand(desk)
    if not known:
        here = desk.facts.tables.here
        return desk.say(Phrase("denied.organiser") if here else Phrase("remind.none_yet"))
    named = [one for one in known if _is_named(desk, one, text)]
    latest = [one for one in known if one.id == desk.talk.reminders]
    in_group = [one for one in known if one.lane == desk.here] if desk.said.group is not None else []
    for found in (named, latest, in_group, list(known)):
        if len(found) == 1:
            return do(desk, found[0], meaning, text)
    labels = tuple(_label(desk, one) for one in known)
    state = ChoosingReminders(talk=desk.talk, asked="", meaning=meaning.value, subscriptions=tuple(one.id for one in known), labels=labels, said=text)
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
    elsewhere = subscription.lane.chat if subscription.lane.chat != desk.said.group else ""
    where = next((chat.title or chat.chat for chat in desk.facts.tables.chats if chat.chat == elsewhere), elsewhere)
    return f"{where} · {name}" if where else name


def which_said(desk: Desk, state: ChoosingReminders, text: str) -> Turn | None:
    """The subscription chosen, by its label or its number; None for anything else."""
    at, folded = bare_number_or_none(text), fold(text)
    if at is not None:
        found = list(state.subscriptions[at - 1 : at]) if at else []
    else:
        found = [one for one, label in zip(state.subscriptions, state.labels, strict=True) if folded and folded in fold(label)]
    known = {one.id: one for one in at_hand(desk)}
    if len(found) != 1 or found[0] not in known:
        return None
    return do(desk, known[found[0]], Meaning(state.meaning), state.said)


def do(desk: Desk, subscription: Subscription, meaning: Meaning, text: str) -> Turn:
    """What was asked for, done with one subscription."""
    desk = Desk(desk.said, desk.facts, msgspec.structs.replace(desk.talk, reminders=subscription.id))
    match meaning:
        case Meaning.TEST:
            return _tested(desk, subscription)
        case Meaning.MUTE:
            until = mute_until(text, desk.said.received_at)
            changed = msgspec.structs.replace(subscription, muted_until=until)
            told = Phrase("remind.muted") if is_forever(until) else View("remind/muted", {"until": until})
            return desk.say(told, buttons=((Button(does=Meaning.UNMUTE),),), effects=(desk.planned(changed),))
        case Meaning.UNMUTE:
            changed = msgspec.structs.replace(subscription, muted_until=None)
            return _changed(desk, changed)
        case Meaning.UNSUBSCRIBE if not papers_of(desk, subscription, text):
            changed = msgspec.structs.replace(subscription, ended=True)
            name = _label(desk, subscription)
            return desk.say(Phrase("remind.ended", {"name": name}), effects=(desk.planned(changed),))
    wanted = adjusted(desk, subscription, text, without=meaning is Meaning.UNSUBSCRIBE)
    return _changed(desk, wanted) if wanted is not None else listed(desk)


def _changed(desk: Desk, subscription: Subscription) -> Turn:
    """The reminders as they are from now on."""
    shown = View("remind/changed", desk.shown(subscription))
    return desk.say(shown, buttons=((Button(does=Meaning.REMINDERS), Button(does=Meaning.UNSUBSCRIBE)),), effects=(desk.planned(subscription),))


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
