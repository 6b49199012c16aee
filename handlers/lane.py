"""Where a conversation takes place."""

from __future__ import annotations

from msgspec import Struct


class Lane(Struct, frozen=True, order=True):
    """One conversation: `chat` is the group, empty where the person writes to us alone. What is said to a whole group
    has no `person`."""

    channel: str
    chat: str
    thread: str
    person: str

    @property
    def room(self) -> str:
        """Where messages are seen: the group, or the person alone. Messages of a room keep their order."""
        return self.chat or self.person
