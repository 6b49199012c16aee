"""What every step about reminders has at hand."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from handlers.effects import Subscribed
from handlers.flows.exchange import Exchange, Rows
from handlers.lane import Lane
from handlers.messages import Said, Turn
from handlers.reminding import Found, is_settled, notices_of, preview, replan
from handlers.states import Arranging
from handlers.subscription import Subscription
from knowledge.deadlines import deadlines
from knowledge.notice import Notice
from knowledge.reminders import Slot


@dataclass(frozen=True, slots=True)
class Desk(Exchange):
    """An exchange with what reminders need to be planned and shown."""

    def ask(self, state: Arranging, *parts: Said, buttons: Rows) -> Turn:
        """Say something and wait for an answer to it."""
        return self.say(*parts, state=state, buttons=buttons)

    def title(self, lane: Lane) -> str:
        """What the group of a lane is called."""
        return next((chat.title or chat.chat for chat in self.facts.tables.chats if chat.chat == lane.chat), lane.chat)

    def notices_ahead(self, notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
        """Those of some notices that still have a deadline to come."""
        now = self.said.received_at
        return tuple(notice for notice in notices if any(one.at > now for one in deadlines(notice, self.facts.zone, now.date())))

    def planned(self, subscription: Subscription) -> Subscribed:
        """A subscription to be stored, with its reminders from now on."""
        slots = replan(subscription, self.facts.catalogue, self.facts.times, self.facts.zone, self.said.received_at)
        return Subscribed(msgspec.structs.replace(subscription, version=subscription.version + 1), slots)

    @property
    def found(self) -> Found:
        """What was said to have been sent, and what was handed in."""
        return Found(self.facts.tables.reported, self.facts.tables.filed)

    def coming(self, subscription: Subscription) -> tuple[Slot, ...]:
        """The reminders of a subscription that will be said, as things are: those of what was sent already will not."""
        notices = {notice.id: notice for notice in notices_of(subscription, self.facts.catalogue)}
        until = subscription.muted_until
        return tuple(
            slot
            for slot in self.planned(subscription).slots
            if (until is None or slot.at >= until)
            and slot.notice in notices
            and not is_settled(subscription, notices[slot.notice], slot.deliverable, slot.due, self.found)
        )

    def shown(self, subscription: Subscription) -> dict[str, object]:
        """What a plan shows: each message with its moment, and what the subscription is about."""
        slots = self.coming(subscription)
        messages = preview(subscription, slots, self.facts, self.found)
        return {
            "messages": [(at, reply.parts[0]) for at, reply in messages],
            "subscription": subscription,
            "notices": notices_of(subscription, self.facts.catalogue),
            "now": self.said.received_at,
            "settled": not slots and bool(self.planned(subscription).slots),
        }
