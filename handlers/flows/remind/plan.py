"""From wanting reminders to having them: where, of which notice, when; a group's are shown before they are confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import msgspec

from handlers.access import Deed, may
from handlers.choosing import chosen_or_none
from handlers.flows.remind.desk import Desk
from handlers.flows.remind.wishes import Wish, is_answer, is_beyond, papers_named, says, wish_of
from handlers.lane import Lane
from handlers.links import notice_payload
from handlers.messages import Button, Phrase, Reply, Turn, View
from handlers.reminding import notices_of
from handlers.said import Meaning, bare_number_or_none, meaning_or_none
from handlers.states import ChoosingChat, ChoosingNotice, ConfirmingPlan, Option
from handlers.subscription import Subscription
from knowledge.answering.answerer import notices_meant
from knowledge.language.text import fold
from knowledge.notice import Notice

MOST = 6
"""Notices, or chats, offered to choose from."""

CONFIRM = ((Button(does=Meaning.YES), Button(does=Meaning.NO)),)
"""The buttons under a plan."""

ONE = "s:"
"""Begins what a message about a subscription keeps."""

_AFTER = ((Button(does=Meaning.TEST), Button(does=Meaning.REMINDERS)),)


def remind_me(desk: Desk, text: str, notice: Notice | None = None) -> Turn:
    """Remind the sender, alone; in a group the way to us alone is shown."""
    if desk.said.group is not None:
        meant = _meant(desk, text)
        payload = notice_payload(meant[0].id if len(meant) == 1 else None)
        return desk.say(Phrase("remind.in_private"), buttons=((Button(does=Meaning.REMIND_ME, start=payload),),))
    if is_beyond(text):
        return desk.say(Phrase("remind.cannot"))
    draft = _draft(desk, desk.here, text)
    if notice is not None:
        return _of_notice(desk, draft, Option(desk.facts.label(notice, "zh"), notice=notice.id), text)
    return _choose_notice(desk, draft, text)


def subscribe(desk: Desk, text: str) -> Turn:
    """An organiser wants reminders for a group or for themselves: here where it is said in the group."""
    if is_beyond(text):
        return desk.say(Phrase("remind.cannot"))
    if desk.said.group is not None:
        return _choose_notice(desk, _draft(desk, desk.here, text), text)
    chats = desk.facts.tables.chats
    if not chats:
        return _choose_notice(desk, _draft(desk, desk.here, text), text)
    lanes = (*(Lane(chat.channel, chat.chat, "", "") for chat in chats), desk.here)
    labels = (*(chat.title or chat.chat for chat in chats), "")
    state = ChoosingChat(talk=desk.talk, asked="", draft=_draft(desk, desk.here, text), lanes=lanes, labels=labels, said=text)
    return ask_chat(desk, state)


def ask_chat(desk: Desk, state: ChoosingChat) -> Turn:
    """Ask where reminders shall be said."""
    groups = state.labels[:-1]
    named = tuple((Button(label=label),) for label in groups[: MOST - 1])
    hidden = len(groups) - len(named)
    asked = (Phrase("remind.which_chat"), Phrase("remind.more_chats", {"count": hidden})) if hidden else (Phrase("remind.which_chat"),)
    return desk.ask(state, *asked, buttons=(*named, (Button(does=Meaning.HERE),)))


def chat_meant_or_none(state: ChoosingChat, text: str) -> Lane | None:
    """The chat that an answer names, by its label, its number, or words of its name."""
    here, groups = state.lanes[-1], state.lanes[:-1]
    if meaning_or_none(text) is Meaning.HERE:
        return here
    if bare_number_or_none(text) is not None:
        shown = (*groups[: MOST - 1], here)
        at = chosen_or_none([""] * len(shown), text)
        return shown[at] if at is not None else None
    at = chosen_or_none(state.labels[:-1], text)
    return groups[at] if at is not None else None


def chat_said(desk: Desk, state: ChoosingChat, text: str) -> Turn | None:
    """Go on with the chat chosen; None for anything else."""
    lane = chat_meant_or_none(state, text)
    return _choose_notice(desk, msgspec.structs.replace(state.draft, lane=lane), state.said) if lane is not None else None


def _draft(desk: Desk, lane: Lane, text: str) -> Subscription:
    """A subscription of which it is not known yet what it is about."""
    wish, said = wish_of(text), desk.said
    return Subscription(
        id=f"s-{said.id}",
        lane=lane,
        by=said.person,
        created_at=said.received_at,
        language=desk.talk.language,
        lead=wish.lead,
        at=wish.at,
    )


def _meant(desk: Desk, text: str) -> tuple[Notice, ...]:
    """The notices with a deadline to come that a sentence can be about, or that were talked about."""
    now = desk.said.received_at
    meant = desk.notices_ahead(notices_meant(desk.facts.catalogue, text, now, desk.talk.dialogue, desk.talk.unit))
    talked = desk.talk.dialogue.notices if desk.talk.dialogue else ()
    of_talk = tuple(notice for notice in meant if notice.id in talked)
    return of_talk if len(of_talk) == 1 and len(meant) > 1 and not names_place(desk, text) else meant


def names_place(desk: Desk, text: str) -> bool:
    """Whether a sentence names a place that there is a notice of."""
    return any(notice.region and fold(notice.region)[:2] in fold(text) for notice in desk.facts.catalogue.notices)


def _choose_notice(desk: Desk, draft: Subscription, text: str) -> Turn:
    """Go on with the only notice that has a deadline to come, or have one chosen."""
    meant = _meant(desk, text)
    language = desk.talk.language or "zh"
    place = _whole_place(desk, draft, meant, text)
    if place is not None:
        return _of_notice(desk, draft, Option(label=place, place=place), text)
    own = _own_meant(desk, draft, meant, text)
    if own is not None:
        return own
    ahead = meant or desk.notices_ahead(tuple(desk.facts.catalogue.notices))
    options = tuple(Option(label=desk.facts.label(notice, language), notice=notice.id) for notice in ahead[:MOST])
    if not options:
        return desk.say(Phrase("remind.nothing_ahead"))
    if not meant:
        desk = replace(desk, before=(Phrase("remind.that_is_over"),))
    if len(options) == 1 and meant:
        return _of_notice(desk, draft, options[0], text)
    state = ChoosingNotice(talk=desk.talk, asked="", draft=draft, options=options)
    return ask_notice(desk, state)


def _own_meant(desk: Desk, draft: Subscription, meant: tuple[Notice, ...], text: str) -> Turn | None:
    """A wish for other times of the only reminders that the sender has, where the words name no notice ("提前三个小时提醒我")."""
    own = [one for one in desk.facts.tables.here if not one.ended]
    if len(own) != 1 or draft.lane != desk.here or desk.said.group is not None or len(meant) == 1 or names_place(desk, text):
        return None
    wanted = adjusted(desk, own[0], text)
    return begun(desk, wanted) if wanted is not None else None


def _whole_place(desk: Desk, draft: Subscription, meant: tuple[Notice, ...], text: str) -> str | None:
    """The place all of whose notices, later ones too, are wanted, where a sentence says so ("订阅新乡的全部通知")."""
    if not says(text, "places"):
        return None
    regions = {notice.region for notice in meant if notice.region}
    return regions.pop() if len(regions) == 1 else None


def ask_notice(desk: Desk, state: ChoosingNotice) -> Turn:
    """Ask of which notice somebody wants to be reminded."""
    return desk.ask(state, Phrase("remind.which_notice"), buttons=tuple((Button(label=option.label),) for option in state.options))


def notice_said(desk: Desk, state: ChoosingNotice, text: str) -> Turn | None:
    """The notice chosen, by its label, its number, or words that fit only one; None for anything else."""
    at = chosen_or_none([option.label for option in state.options], text)
    if at is None and bare_number_or_none(text) is None:
        known = [option.notice for option in state.options]
        meant = [notice.id for notice in _meant(desk, text) if notice.id in known]
        at = known.index(meant[0]) if len(meant) == 1 else None
    return _of_notice(desk, state.draft, state.options[at], text) if at is not None else None


def _of_notice(desk: Desk, draft: Subscription, option: Option, text: str) -> Turn:
    """What is wanted is known: a person alone has it at once, a group after a look at it."""
    named = msgspec.structs.replace(draft, notice=option.notice, place=option.place)
    there = _stored_or_none(desk, named)
    if there is not None:
        named = msgspec.structs.replace(there, lead=draft.lead or there.lead, at=draft.at or there.at, muted_until=None)
    if named.practice and named.lead is None:
        named = msgspec.structs.replace(named, lead=desk.facts.times.lead)
    named = _only_named(desk, named, text, all_named=desk.said.group is None and named.lane == desk.here)
    if desk.said.group is None and named.lane == desk.here:
        return begun(desk, named)
    return confirm(desk, named)


def _stored_or_none(desk: Desk, wanted: Subscription) -> Subscription | None:
    """The subscription of the same chat to the same, as it is stored now."""
    tables = desk.facts.tables
    known = (*tables.here, *tables.elsewhere, *tables.there)
    same = (wanted.lane, wanted.notice, wanted.place)
    return next((one for one in known if (one.lane, one.notice, one.place) == same and not one.ended), None)


def _only_named(desk: Desk, draft: Subscription, text: str, *, all_named: bool = False) -> Subscription:
    """The subscription with the deliverables that a sentence does not want left out ("只提醒总结"; `all_named`: naming some
    is enough, "提醒我交总结")."""
    if not all_named and not says(text, "only"):
        return draft
    own = dict(draft.own)
    for notice in notices_of(draft, desk.facts.catalogue):
        wanted = papers_named(text, notice)
        own |= {f"{notice.id}/{paper.id}": () for paper in notice.deliverables if wanted and paper not in wanted}
    return msgspec.structs.replace(draft, own=own)


def begun(desk: Desk, subscription: Subscription) -> Turn:
    """The reminders are planned, and it is said when they come; not where the sender lost the right to that meanwhile."""
    if not may_for_lane(desk, subscription.lane):
        return desk.say(Phrase("denied.organiser"))
    there = _stored_or_none(desk, subscription)
    known = {"id": there.id, "version": there.version, "created_at": there.created_at} if there else {"version": 0}
    subscription = msgspec.structs.replace(subscription, held=False, ended=False, **known)
    talk = msgspec.structs.replace(desk.talk, reminders=subscription.id)
    effect = desk.planned(subscription)
    shown = desk.shown(subscription)
    elsewhere = subscription.lane != desk.here
    done = View("remind/begun", {**shown, "elsewhere": elsewhere, "title": desk.title(subscription.lane)})
    also = (announcement(desk, subscription),) if elsewhere else ()
    buttons = ((Button(does=Meaning.UNSUBSCRIBE), Button(does=Meaning.REMINDERS)),) if desk.said.group is None and not elsewhere else _AFTER
    return replace(desk, talk=talk).say(done, buttons=buttons, effects=(effect,), also=also, about=about_one(subscription))


def about_one(subscription: Subscription) -> str:
    """What a message about a subscription keeps, for a press of its buttons."""
    return f"{ONE}{subscription.id}"


def announcement(desk: Desk, subscription: Subscription) -> Reply:
    """The first message to another chat, which tells of the reminders and proves that we can write there."""
    return Reply(
        id=f"{desk.said.id}-2",
        said=View("remind/announced", desk.shown(subscription)),
        language=subscription.language,
        to=subscription.lane,
        receipt=desk.said.lane,
    )


def confirm(desk: Desk, draft: Subscription) -> Turn:
    """Show every message with its moment, and ask whether it shall be so."""
    state = ConfirmingPlan(talk=desk.talk, asked="", draft=draft)
    shown = View("remind/plan", {**desk.shown(draft), "title": desk.title(draft.lane), "here": draft.lane == desk.here})
    return desk.ask(state, shown, buttons=CONFIRM)


def plan_said(desk: Desk, state: ConfirmingPlan, text: str, meaning: Meaning | None) -> Turn | None:
    """Yes, no, or what shall be different; None for anything else."""
    if is_answer(text, "no"):
        return desk.say(Phrase("remind.not_begun"))
    if is_answer(text, "yes"):
        return begun(desk, state.draft)
    if is_beyond(text):
        return replace(desk, before=(Phrase("remind.cannot"),)).ask(state, Phrase("remind.confirm_again"), buttons=CONFIRM)
    if meaning in (Meaning.YES, Meaning.KEEP, Meaning.SUBSCRIBE, Meaning.SUBMIT):
        return begun(desk, state.draft)
    if meaning in (Meaning.NO, Meaning.CANCEL, Meaning.BACK, Meaning.PAUSE, Meaning.UNSUBSCRIBE) and not papers_of(desk, state.draft, text):
        return desk.say(Phrase("remind.not_begun"))
    changed = adjusted(desk, state.draft, text)
    return confirm(desk, changed) if changed is not None else None


def papers_of(desk: Desk, subscription: Subscription, text: str) -> tuple[str, ...]:
    """The deliverables of a subscription that a sentence names, as "notice/deliverable"."""
    notices = notices_of(subscription, desk.facts.catalogue)
    return tuple(f"{notice.id}/{paper.id}" for notice in notices for paper in papers_named(text, notice))


def adjusted(desk: Desk, subscription: Subscription, text: str, *, without: bool = False) -> Subscription | None:
    """The subscription as a sentence wants it: other times, for all or for the deliverables it names, or (`without`, or as it
    says) nothing of these; None where it wants nothing different."""
    wish, named = wish_of(text), papers_of(desk, subscription, text)
    only = _only_named(desk, subscription, text)
    if only != subscription:
        return only
    if named and (without or says(text, "without")):
        return msgspec.structs.replace(subscription, own={**subscription.own, **dict.fromkeys(named, ())})
    if wish.is_nothing:
        return None
    return _with(subscription, wish, named)


def _with(subscription: Subscription, wish: Wish, named: tuple[str, ...]) -> Subscription:
    if named and wish.lead:
        return msgspec.structs.replace(subscription, own={**subscription.own, **dict.fromkeys(named, wish.lead)}, at=wish.at or subscription.at)
    return msgspec.structs.replace(subscription, lead=wish.lead or subscription.lead, at=wish.at or subscription.at)


def next_of(desk: Desk, subscription: Subscription) -> datetime | None:
    """When a subscription speaks next, as things are."""
    return next((slot.at for slot in desk.coming(subscription)), None)


def may_for_lane(desk: Desk, lane: Lane) -> bool:
    """Whether the sender may change the reminders of a chat."""
    here = (lane.channel, lane.chat, lane.person) == (desk.here.channel, desk.here.chat, desk.here.person)
    if here and not lane.chat:
        return may(desk.said, Deed.MY_REMINDERS, desk.facts)
    return may(desk.said, Deed.GROUP_REMINDERS if here else Deed.OTHER_CHATS, desk.facts)
