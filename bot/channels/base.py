"""What a channel over the network is to those who work with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeAlias

from handlers.messages import Incoming
from handlers.ports import Outgoing, Sending


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What a channel can do, and its limits.

    Text is measured in `text_unit`; files in bytes, 0 where there are none. `edits`: a message can be replaced after it was
    sent; `start_buttons`: a button can open a conversation with us alone; `quotes`: an answer can show what it answers.
    """

    text_limit: int
    text_unit: Literal["utf-16", "bytes"]
    caption_limit: int = 0
    edits: bool = False
    buttons: bool = False
    start_buttons: bool = False
    quotes: bool = False
    markup: Literal["html", "markdown"] | None = None
    files_in: int = 0
    files_out: int = 0
    groups: bool = True
    threads: bool = False


class Part:
    """One call of the platform, of the several that a message may take; only its channel knows what is in it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """It was sent; `handle` is what the platform calls the message (JSON text), where this part is the one to be edited."""

    handle: str | None = None


@dataclass(frozen=True, slots=True)
class TryAgain:
    """It was not sent, or (`unknown`) nobody knows. Not to be tried before `after` seconds, where the platform says so."""

    after: float | None = None
    unknown: bool = False
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform will never take this message."""

    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nothing can be sent to this chat: we are blocked or removed, or there is no such chat."""

    detail: str = ""


@dataclass(frozen=True, slots=True)
class MovedTo:
    """The group is another chat now; nothing was sent."""

    chat: str


Receipt: TypeAlias = Sent | TryAgain | Refused | Unreachable | MovedTo
"""What became of a part. A `detail` is for the log: it quotes the platform, never a message."""

Files: TypeAlias = Callable[[str], Awaitable[bytes]]
"""What is in a file, by what it is kept under; raises KeyError."""


class FetchFailed(Exception):
    """A file handed in could not be had: `why` is "large", "gone", or "later" where it may work another time."""

    def __init__(self, why: Literal["large", "gone", "later"]) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file handed in."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look at the channel came to: all well, something to know, or something to be put right; in words of the
    locales."""

    mark: Literal["ok", "note", "bad"]
    key: str
    values: Mapping[str, object] = field(default_factory=dict)


class Intake(Protocol):
    """Where a channel brings what comes in."""

    async def accept(self, messages: Sequence[Incoming]) -> int:
        """Keep messages; once this returns they cannot be lost and may be acknowledged, where it raises they were not
        kept. How many were new: the others had come before."""

    async def pressed(self, token: str) -> Outgoing | None:
        """The message whose buttons go by a token."""

    async def reached(self, account: str, kept: timedelta) -> None:
        """An account is in touch with its platform, which keeps messages for so long: what was sent to us before that may
        be lost, where we were out of touch for longer, and those whom it concerns are told."""

    def now(self) -> datetime:
        """This moment, in the product's zone."""


class Channel(Protocol):
    """A platform: takes in what people say and sends what we say."""

    @property
    def name(self) -> str:
        """What lanes call it: "telegram"."""

    @property
    def account(self) -> str:
        """Which bot it is, the same in every process that has its token: "telegram:123"."""

    @property
    def abilities(self) -> Abilities:
        """What it can do."""

    async def run(self, intake: Intake) -> None:
        """Take in messages until cancelled; what fails on the way is tried again, for as long as it takes."""

    async def ready(self) -> None:
        """Return once the platform has let us in, so that something can be sent."""

    @property
    def is_reachable(self) -> bool:
        """Whether the platform can be reached, as far as is known: reminders wait while it cannot."""

    async def parts(self, sending: Sending, files: Files) -> Sequence[Part]:
        """The calls that a message takes, in order: always the same for the same message, so that those made before
        (`sending.parts`) can be left out. At least one."""

    async def send(self, sending: Sending, part: Part, number: int) -> Receipt:
        """Make one of the calls, `number` counted from 0. What the platform or the network does is in the receipt, never
        raised."""

    async def fetch(self, ref: str) -> Fetched:
        """A file handed in, by the `ref` it came with; raises FetchFailed."""

    async def check(self) -> Sequence[Finding]:
        """Look whether everything is in order with the platform, once and without waiting for better times."""

    async def close(self) -> None:
        """Let go of all connections; call this last."""
