"""What conversations need remembered; the db package meets these protocols."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handlers.messages import Lane
from knowledge.notice import Notice


@dataclass(frozen=True, slots=True)
class Saved:
    """A conversation's state as JSON text. `version` counts how often it was saved, from 1."""

    state: str
    version: int


class Conversations(Protocol):
    """The states of all conversations."""

    async def load(self, lane: Lane) -> Saved | None:
        """The state last saved, None for a new conversation."""

    async def save(self, lane: Lane, saved: Saved, at: datetime) -> None:
        """Store the state that follows version `saved.version - 1`; raises ConversationChanged
        where that is not the version stored."""


class Notices(Protocol):
    """The notices that questions are answered from."""

    async def published(self) -> tuple[Notice, ...]:
        """All published notices."""


class Memory(Protocol):
    """Everything remembered, as one transaction sees it."""

    @property
    def conversations(self) -> Conversations:
        """The conversations."""

    @property
    def notices(self) -> Notices:
        """The notices."""
