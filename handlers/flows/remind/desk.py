"""What every step about reminders has at hand, and how a step ends."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from handlers.effects import Effect, Subscribed
from handlers.facts import Facts
from handlers.lane import Lane
from handlers.messages import Button, Incoming, Reply, Said, Task, Turn
from handlers.reminding import Found, is_settled, notices_of, preview, replan
from handlers.states import Arranging, Asking, State, takes_numbers, talk_of
from handlers.subscription import Subscription
from knowledge.deadlines import deadlines
from knowledge.notice import Notice
from knowledge.reminders import Slot

Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """A message, what it may look at, and what the conversation remembers of its questions. `before` is said first,
    whatever follows."""

    said: Incoming
    facts: Facts
    talk: Asking
    before: tuple[Said, ...] = ()

    @property
    def message(self) -> str:
        """The id of the reply."""
        return f"{self.said.id}-1"

    @property
    def here(self) -> Lane:
        """Where reminders go that are asked for here: the group, or the sender alone."""
        lane = self.said.lane
        return Lane(lane.channel, lane.chat, lane.thread, "") if lane.chat else Lane(lane.channel, "", "", lane.person)

    def say(
        self,
        *parts: Said,
        state: State | None = None,
        buttons: Rows = (),
        effects: tuple[Effect, ...] = (),
        also: tuple[Reply, ...] = (),
        tasks: tuple[Task, ...] = (),
        about: str | None = None,
    ) -> Turn:
        """Say something and wait for the next question, or for what a state asks for."""
        following: State = state or self.talk
        if not isinstance(following, Asking):
            following = msgspec.structs.replace(following, asked=self.message)
        reply = Reply(
            id=self.message,
            said=(*self.before, *parts),
            language=talk_of(following).language,
            buttons=buttons,
            numbered=takes_numbers(following),
            about=about,
        )
        return Turn(following, (reply, *also), tasks=tasks, effects=effects)

    def ask(self, state: Arranging, *parts: Said, buttons: Rows) -> Turn:
        """Say something and wait for an answer to it."""
        return self.say(*parts, state=state, buttons=buttons)

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
