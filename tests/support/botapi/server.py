"""The server: its world of chats and people, who waits for what, and how it runs."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self, TypeVar

from aiohttp import web

from tests.support.botapi import strict
from tests.support.botapi.calls import Call, Upload
from tests.support.botapi.chats import Chat, Group
from tests.support.botapi.errors import ApiError, bad
from tests.support.botapi.faults import UNKNOWN, Limits, Plan
from tests.support.botapi.files import Files
from tests.support.botapi.messages import Json
from tests.support.botapi.methods import METHODS
from tests.support.botapi.people import Person, Press, Toast
from tests.support.botapi.updates import Updates
from tests.support.botapi.waiting import Place, Waiting, chat_of
from tests.support.botapi.web import application
from tests.support.botapi.webhook import Webhook

T = TypeVar("T")
PRESS_LIVES = 60.0
"""Seconds in which a press may be answered."""


@dataclass(frozen=True)
class Bot:
    """The bot's own account."""

    id: int = 7100000001
    name: str = "周知"
    username: str = "zhouzhi_test_bot"

    def as_json(self) -> Json:
        """As the platform names it."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def me(self, *, can_read_all: bool) -> Json:
        """As getMe tells it."""
        return {
            **self.as_json(),
            "can_join_groups": True,
            "can_read_all_group_messages": can_read_all,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }


class BotApi(Waiting):
    """A fake of the Bot API; the package's docstring says how to use it."""

    def __init__(
        self,
        *,
        privacy: bool = True,
        mentions: bool = True,
        bare_commands: Literal["last", "always", "never"] = "last",
        limits: Limits | None = None,
        bot: Bot | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.privacy: bool = privacy
        self.mentions: bool = mentions
        self.bare_commands: str = bare_commands
        self.limits: Limits | None = limits
        self.bot: Bot = bot or Bot()
        self.token = f"{self.bot.id}:AAFakeTokenForTestsOnly-0123456789abcd"
        self.revoked = False
        super().__init__()
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Person] = {}
        self.migrated: dict[int, int] = {}
        self.calls: list[Call] = []
        self.complaints: list[str] = []
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.plans: list[Plan] = []
        self.hazard: Callable[[Call], str | Plan | None] | None = None
        self.hanging: set[asyncio.Future[None]] = set()
        self.unknown = 0
        self.files: Files = Files(self)
        self.updates: Updates = Updates(self)
        self.webhook: Webhook = Webhook(self)
        self.port = 0
        self._clock, self._ahead = clock, 0.0
        self._counts: dict[str, int] = {}
        self._message_ids: dict[Any, int] = {}
        self._presses: dict[str, Press] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    # How it runs

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> Self:
        """Listen."""
        strict.load()
        self._loop = asyncio.get_running_loop()
        self._runner = web.AppRunner(application(self), handler_cancellation=True, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await self.comes_up()
        return self

    async def stop(self) -> None:
        """Listen no more; whatever hangs is cut."""
        await self.webhook.end()
        await self.goes_down()
        assert self._runner is not None
        await self._runner.cleanup()

    async def comes_up(self) -> None:
        """Listen again, at the same port."""
        assert self._runner is not None
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await self._site.start()
        self.port = self._runner.addresses[0][1]

    async def goes_down(self) -> None:
        """Close every connection and listen no more: whoever comes is refused."""
        if self._site is not None:
            await self._site.stop()
            self._site = None
        assert self._runner is not None
        assert self._runner.server is not None
        for connection in self._runner.server.connections:
            if connection.transport is not None:
                connection.transport.abort()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        await self.stop()
        if kind is None:
            self.assert_no_complaints()

    def assert_no_complaints(self) -> None:
        """Raises AssertionError where a call or one of our own answers was not as the Bot API has it."""
        assert not self.complaints, "\n".join(self.complaints)

    def run(self, work: Coroutine[Any, Any, T], timeout: float = 30) -> T:
        """Run something in the server's loop, from another thread."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    def lets_go(self) -> None:
        """Cut whatever hangs."""
        assert self._loop is not None
        for waiting in list(self.hanging):
            self._loop.call_soon_threadsafe(_release, waiting)

    # Its world

    def person(self, name: str, language: str | None = "zh", *, username: str | None = None, last_name: str | None = None) -> Person:
        """Somebody new."""
        with self.lock:
            made = Person(self, self._next("person", 5_500_000_001), name, language=language, username=username, last_name=last_name)
            self.people[made.id] = made
            return made

    def group(self, title: str, *members: Person, forum: bool = False, supergroup: bool = False) -> Group:
        """A new group, without the bot."""
        with self.lock:
            chat_id = self.supergroup_id() if forum or supergroup else -self._next("group", 4_000_000_001)
            return Group(self, chat_id, title, list(members), forum=forum, supergroup=supergroup)

    def supergroup_id(self) -> int:
        """A new supergroup's number."""
        return -self._next("supergroup", 1_002_000_000_001)

    def channel(self, title: str) -> Json:
        """A channel, as the platform names it."""
        number = self._counts.setdefault(f"channel {title}", self._next("channel", 1_003_000_000_001))
        return {"id": -number, "type": "channel", "title": title}

    def _next(self, what: str, first: int) -> int:
        self._counts[what] = self._counts.get(what, first - 1) + 1
        return self._counts[what]

    def message_id(self, chat: Chat) -> int:
        """The next message's number: private chats and basic groups share theirs."""
        whose = chat.id if chat.type == "supergroup" else "shared"
        self._message_ids[whose] = self._message_ids.get(whose, 0) + 1
        return self._message_ids[whose]

    def time(self) -> float:
        """The server's clock."""
        return self._clock() + self._ahead

    def now(self) -> int:
        """The same in whole seconds."""
        return int(self.time())

    def passes(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Let time go by on the server's clock."""
        with self.lock:
            self._ahead += 3600 * hours + 60 * minutes + seconds
            self.updates.expire()
            self.changed()

    # Updates

    def push(self, kind: str, body: Json) -> int | None:
        """Keep an update for the bot, checked; its id."""
        strict.check_update({"update_id": 1, kind: body})
        return self.updates.add(kind, body)

    def raw_update(self, body: Json, *, check: bool = False) -> int | None:
        """Keep an update as it is given, of any kind."""
        with self.lock:
            if check:
                strict.check_update({"update_id": 1, **body})
            (kind, inner), *_ = body.items()
            update_id = self.updates.add(kind, inner)
            self.changed()
            return update_id

    def redelivers(self, count: int = 1) -> None:
        """Let the last confirmed updates come again."""
        with self.lock:
            self.updates.again(count)
            self.changed()

    @property
    def pending(self) -> list[int]:
        """The ids of updates that are not confirmed."""
        with self.lock:
            return [each.id for each in self.updates.queue]

    @property
    def confirmed(self) -> list[int]:
        """The ids of updates in the order in which they were confirmed."""
        return self.updates.confirmed

    @property
    def conflicts(self) -> int:
        """How many polls another call ended."""
        return self.updates.conflicts

    def callback_id(self, press: Press) -> str:
        """A new press's number."""
        found = str(self._next("press", 4_200_000_000_000_001))
        self._presses[found] = press
        return found

    def answer_press(self, press_id: str, text: str, alert: bool, url: str | None) -> None:
        """Show somebody the answer; raises ApiError where it comes too late or again."""
        press = self._presses.get(press_id)
        if press is None or press.future.done() or self.time() - press.at > PRESS_LIVES:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        press.future.set_result(Toast(text, alert, url))

    # Calls

    def checked(self, method: str, given: Mapping[str, Any], files: Mapping[str, Upload] | None = None) -> Call:
        """A call whose parameters are as they should be; raises ApiError."""
        try:
            params = strict.read_call(method, given)
        except strict.Complaint as complaint:
            self.complaints.append(str(complaint))
            raise bad(str(complaint)) from None
        if method not in METHODS and method != "getUpdates":
            self.complaints.append(f"{method} is not here")
            raise bad(f"{method} is not here")
        return Call(method, params, files or {}, self.time())

    async def perform(self, call: Call) -> Any:
        """Let a call take effect; its result. Raises ApiError."""
        if call.method == "getUpdates":
            return await self.updates.poll(call.params)
        with self.lock:
            result = METHODS[call.method](self, call)
            strict.check_result(call.method, result)
            self.changed()
            return result

    async def call(self, method: str, given: Mapping[str, Any]) -> Any:
        """A call that came in the answer to a webhook; what goes wrong with it is only noted."""
        try:
            call = self.checked(strict.method_or_none(method) or method, given)
        except ApiError:
            return None
        self.calls.append(call)
        try:
            call.result = await self.perform(call)
            call.outcome, call.effect = "ok", True
        except ApiError as error:
            call.outcome, call.description = str(error.code), error.description
        return call.result

    def count(self, method: str) -> int:
        """How often a method was called."""
        return sum(call.method == method for call in self.calls)

    def calls_of(self, method: str, chat: Place | None = None) -> list[Call]:
        """The calls of a method, those about one chat where it is named."""
        return [call for call in self.calls if call.method == method and (chat is None or call.chat_id == chat_of(chat).id)]

    # Trouble

    def fail_next(self, method: str, kind: str, times: int = 1, *, chat: Place | None = None, **more: Any) -> Plan:
        """Let the next calls of a method go wrong; "*" is any."""
        with self.lock:
            plan = Plan(method, kind, times, None if chat is None else chat_of(chat), **more)
            self.plans.append(plan)
            return plan

    def trouble_or_none(self, call: Call) -> Plan | None:
        """What goes wrong with a call."""
        plan = next((each for each in self.plans if each.fits(call.method, call.chat_id)), None)
        if plan is None and self.hazard is not None and (rolled := self.hazard(call)) is not None:
            plan = Plan("*", rolled, 1) if isinstance(rolled, str) else rolled
        if plan is not None:
            plan.left -= 1
            plan.used += 1
            self.unknown += plan.kind in UNKNOWN
        return plan


def _release(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)


class BotApiThread:
    """The server in a thread of its own, for tests that run the bot as a process."""

    def __init__(self, **settings: Any) -> None:
        self.server = BotApi(**settings)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="botapi", daemon=True)

    def __enter__(self) -> BotApi:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.server.start(), self._loop).result(60)
        return self.server

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self.server.stop(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
        if kind is None:
            self.server.assert_no_complaints()
