"""Waiting for what the bot does, in the server's loop or in another thread, without looking again and again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, InvalidStateError
from typing import TYPE_CHECKING, Any, TypeVar

from tests.support.botapi.chats import Chat, Topic
from tests.support.botapi.messages import Message
from tests.support.botapi.people import Person

if TYPE_CHECKING:
    from tests.support.botapi.calls import Call
    from tests.support.botapi.updates import Updates

T = TypeVar("T")
Place = Person | Chat | Topic
Wanted = str | Callable[[Message], Any] | None


class Waiting:
    """The part of the server that others wait at."""

    updates: Updates
    calls: list[Call]
    complaints: list[str]

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._heard: dict[tuple[int, int | None], int] = {}
        self._watchers: list[tuple[Callable[[], Any], Future[Any]]] = []

    def watch(self, check: Callable[[], T | None]) -> Future[T]:
        """What `check` finds, once it finds anything."""
        future: Future[T] = Future()
        with self.lock:
            if not _settled(check, future):
                self._watchers.append((check, future))
        return future

    def changed(self) -> None:
        """Ask everybody who waits whether what they wait for is there."""
        self._watchers = [(check, future) for check, future in self._watchers if not _settled(check, future)]

    def notice(self) -> None:
        """The same, from outside the lock."""
        with self.lock:
            self.changed()

    async def _awaited(self, future: Future[T], timeout: float) -> T:
        return await asyncio.wait_for(asyncio.wrap_future(future), timeout)

    def _blocked(self, future: Future[T], timeout: float) -> T:
        try:
            return future.result(timeout)
        except TimeoutError:
            future.cancel()
            raise

    async def until(self, check: Callable[[], Any], timeout: float = 10, what: str = "what was waited for") -> Any:
        """What `check` says, once it is true; raises AssertionError."""
        try:
            return await self._awaited(self.watch(lambda: check() or None), timeout)
        except TimeoutError:
            raise AssertionError(f"{what} did not come in {timeout} s; last calls: {self.calls[-5:]}") from None

    def wait_until(self, check: Callable[[], Any], timeout: float = 10, what: str = "what was waited for") -> Any:
        """The same, from another thread."""
        try:
            return self._blocked(self.watch(lambda: check() or None), timeout)
        except TimeoutError:
            raise AssertionError(f"{what} did not come in {timeout} s; last calls: {self.calls[-5:]}") from None

    async def drained(self, timeout: float = 10) -> None:
        """Until every update is confirmed."""
        await self.until(lambda: not self.updates.queue, timeout, "the end of the queue")

    def wait_drained(self, timeout: float = 10) -> None:
        """The same, from another thread."""
        self.wait_until(lambda: not self.updates.queue, timeout, "the end of the queue")

    async def said(self, place: Place, wanted: Wanted = None, *, timeout: float = 10, again: bool = False) -> Message:
        """The bot's next message or edit there that fits; raises AssertionError."""
        try:
            return await self._awaited(self.watch(lambda: self._next_said(place, wanted, again=again)), timeout)
        except TimeoutError:
            raise self._unsaid(place, wanted, timeout) from None

    def wait_said(self, place: Place, wanted: Wanted = None, *, timeout: float = 10, again: bool = False) -> Message:
        """The same, from another thread."""
        try:
            return self._blocked(self.watch(lambda: self._next_said(place, wanted, again=again)), timeout)
        except TimeoutError:
            raise self._unsaid(place, wanted, timeout) from None

    def unheard(self, place: Place) -> list[Message]:
        """What the bot said or edited there after what was returned last."""
        with self.lock:
            return [message for _, message, _ in self._events(place)]

    def _events(self, place: Place, *, again: bool = False) -> Iterator[tuple[int, Message, str]]:
        inner = place.chat if isinstance(place, Person) else place
        first = 0 if again else self._heard.get(inner.key, 0)
        for index, (message, version) in enumerate(chat_of(place).events[first:], first):
            if inner.holds(message):
                yield index, message, message.versions[version]

    def _next_said(self, place: Place, wanted: Wanted, *, again: bool) -> Message | None:
        for index, message, text in self._events(place, again=again):
            if wanted in text if isinstance(wanted, str) else wanted is None or wanted(message):
                if not again:
                    self._heard[(place.chat if isinstance(place, Person) else place).key] = index + 1
                return message
        return None

    def _unsaid(self, place: Place, wanted: Wanted, timeout: float) -> AssertionError:
        said = "\n".join(map(repr, self.unheard(place))) or "nothing"
        return AssertionError(f"{wanted!r} was not said in {timeout} s, but:\n{said}\nLast calls: {self.calls[-5:]}\n{self.complaints}")


def _settled(check: Callable[[], T | None], future: Future[T]) -> bool:
    """Whether nobody needs to ask again."""
    if future.done():
        return True
    try:
        found = check()
        if found is None:
            return False
        future.set_result(found)
    except InvalidStateError:
        return True
    except Exception as error:
        future.set_exception(error)
    return True


def chat_of(place: Place) -> Chat:
    """The chat of a person or a topic."""
    return place.chat if isinstance(place, Person) else place.group if isinstance(place, Topic) else place
