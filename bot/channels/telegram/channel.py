"""The Telegram channel: takes in by long polling or webhook, sends, fetches files."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import PurePosixPath

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats, User, WebhookInfo
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.base import Abilities, Fetched, FetchFailed, Files, Finding, Intake, Part, Receipt
from bot.channels.telegram.addressing import Me
from bot.channels.telegram.api import Api, detail_of, is_garbled
from bot.channels.telegram.arrivals import Arrivals
from bot.channels.telegram.markup import Known
from bot.channels.telegram.parts import CAPTION_LIMIT, TEXT_LIMIT, parts_of
from bot.channels.telegram.polling import Pauses, Polling, Trouble
from bot.channels.telegram.sender import FILES_OUT, Sender
from bot.channels.telegram.updates import CHANNEL
from bot.channels.telegram.wire import KINDS
from bot.config import TelegramSettings
from bot.rendering.words import words
from handlers.ports import Sending

FILES_IN = 20_000_000
"""Bytes of the largest file that the platform hands out."""

PRIVATE_COMMANDS = ("help", "fill", "mine", "remind", "reminders", "practice", "language")
GROUP_COMMANDS = ("help", "fill", "remind")

_LANGUAGES = ((None, "zh"), ("zh", "zh"), ("en", "en"))
"""Languages of people's apps, and in which the commands are explained to them."""

_COMMANDS = ((BotCommandScopeAllPrivateChats(), PRIVATE_COMMANDS), (BotCommandScopeAllGroupChats(), GROUP_COMMANDS))

log = logging.getLogger(__name__)


class TelegramChannel:
    """Telegram: meets `bot.channels.base.Channel`. `known` gives the addresses that may be links in what we send."""

    name = CHANNEL
    abilities = Abilities(
        text_limit=TEXT_LIMIT,
        text_unit="utf-16",
        caption_limit=CAPTION_LIMIT,
        edits=True,
        buttons=True,
        start_buttons=True,
        quotes=True,
        markup="html",
        files_in=FILES_IN,
        files_out=FILES_OUT,
        threads=True,
    )

    def __init__(self, settings: TelegramSettings, locale: str = "zh", known: Known = tuple, pauses: Pauses | None = None) -> None:
        if settings.token is None:
            raise ValueError("there is no token")
        self._settings = settings
        self._locale = locale
        self._known = known
        self._pauses = pauses or Pauses()
        self._api = Api(settings.token, settings.api_base)
        self._sender = Sender(self._api)
        self._me: Me | None = None
        self._let_in = asyncio.Event()
        self._polling: Polling | None = None

    @property
    def account(self) -> str:
        """Which bot it is, the same in every process that has its token."""
        token = self._settings.token or ""
        return f"{CHANNEL}:{token.partition(':')[0]}"

    async def run(self, intake: Intake) -> None:
        """Take in messages until cancelled."""
        me = await self._introduced()
        greeting = asyncio.create_task(self._set_commands())
        arrivals = Arrivals(self._api, me, intake, self._locale)
        try:
            if self._settings.mode == "webhook":
                await self._listen(arrivals)
            else:
                await self._clear_webhook()
                self._polling = Polling(self._api, self.account, arrivals, intake, self._pauses)
                await self._polling.run()
        finally:
            await _ended(greeting)
            await arrivals.settle()

    async def ready(self) -> None:
        """Return once the platform has told us who we are."""
        await self._let_in.wait()

    @property
    def is_reachable(self) -> bool:
        """Whether the platform let us in and, where we ask for messages, answers."""
        return self._let_in.is_set() and (self._polling is None or self._polling.is_reachable)

    async def parts(self, sending: Sending, files: Files) -> Sequence[Part]:
        """The calls that a message takes."""
        return parts_of(sending, files, await self._self(), self._known)

    async def send(self, sending: Sending, part: Part, number: int) -> Receipt:
        """Make one of the calls."""
        return await self._sender.send(part)

    async def fetch(self, ref: str) -> Fetched:
        """A file handed in, by its file id; raises FetchFailed."""
        try:
            file = await self._api.get_file(ref)
            if (file.file_size or 0) > FILES_IN:
                raise FetchFailed("large")
            content = await file.download_as_bytearray()
        except BadRequest as error:
            raise FetchFailed("large" if "too big" in error.message.lower() else "gone") from error
        except TelegramError as error:
            raise FetchFailed("later") from error
        return Fetched(PurePosixPath(file.file_path or "file").name, bytes(content))

    async def check(self) -> Sequence[Finding]:
        """Look whether the token is good, what privacy mode hides, and whether a webhook is in the way or failing."""
        try:
            me = await self._api.get_me()
            hook = await self._api.get_webhook_info()
        except TelegramError as error:
            if isinstance(error, InvalidToken) and not is_garbled(error):
                return (Finding("bad", "telegram.refused"),)
            return (Finding("bad", "telegram.unreachable", {"detail": detail_of(error)}),)
        return (Finding("ok", "telegram.name", {"name": me.username or ""}), _privacy(me), *self._hook(hook))

    async def close(self) -> None:
        """Let go of all connections."""
        await self._api.close_connections()

    async def _introduced(self) -> Me:
        """Who we are, asked for until the platform answers."""
        trouble = Trouble(self._pauses)
        while True:
            try:
                user = await self._api.get_me()
            except TelegramError as error:
                await trouble.wait(error)
                continue
            trouble.over()
            found = _privacy(user)
            log.log(logging.WARNING if found.mark == "note" else logging.INFO, words(self._locale)(found.key))
            return self._known_as(user)

    def _known_as(self, user: User) -> Me:
        self._me = Me(user.id, user.username or "")
        self._let_in.set()
        return self._me

    async def _self(self) -> Me:
        """Who we are; waits until that is known."""
        await self._let_in.wait()
        assert self._me is not None
        return self._me

    async def _set_commands(self) -> None:
        """Tell the platform our commands, in each language; best effort."""
        try:
            for scope, names in _COMMANDS:
                for code, language in _LANGUAGES:
                    t = words(language)
                    commands = [BotCommand(name, t(f"telegram.command_{name}")) for name in names]
                    await self._api.set_my_commands(commands, scope=scope, language_code=code)
        except TelegramError as error:
            log.warning("the list of commands could not be set: %s", detail_of(error))

    async def _clear_webhook(self) -> None:
        """Remove a webhook, which would keep all updates from us; those that wait there are kept. A server that knows of no
        webhooks, though it let us in, has none."""
        trouble = Trouble(self._pauses)
        while True:
            try:
                if (await self._api.get_webhook_info()).url:
                    log.warning("a webhook was set; it is removed, since messages are fetched by long polling")
                    await self._api.delete_webhook(drop_pending_updates=False)
            except TelegramError as error:
                if isinstance(error, InvalidToken) and not is_garbled(error):
                    log.warning("the server cannot say whether a webhook is set: %s", detail_of(error))
                    return
                await trouble.wait(error)
                continue
            trouble.over()
            return

    async def _listen(self, arrivals: Arrivals) -> None:
        from bot.channels.telegram.webhook import Webhook  # noqa: PLC0415 - long polling does without a web server

        url, secret = self._settings.webhook_url, self._settings.webhook_secret
        if not url or not secret:
            raise ValueError("a webhook needs its address and a secret")
        hook = Webhook(arrivals, url=url, secret=secret, listen=self._settings.listen)
        registering = asyncio.create_task(self._register(url, secret))
        try:
            await hook.run()
        finally:
            await _ended(registering)

    async def _register(self, url: str, secret: str) -> None:
        """Tell the platform where to bring updates, and once more now and then: somebody may have taken the address away."""
        trouble = Trouble(self._pauses)
        told = False
        while True:
            try:
                if told and (await self._api.get_webhook_info()).url != url:
                    log.warning("the webhook was removed or replaced; it is set again. Let nobody else use this bot's token")
                await self._api.set_webhook(url, secret_token=secret, allowed_updates=list(KINDS))
            except TelegramError as error:
                await trouble.wait(error)
                continue
            trouble.over()
            told = True
            await asyncio.sleep(self._pauses.hook)

    def _hook(self, hook: WebhookInfo) -> tuple[Finding, ...]:
        if self._settings.mode == "polling":
            return (Finding("note", "telegram.webhook_set", {"url": hook.url}),) if hook.url else ()
        return (Finding("note", "telegram.webhook_failing", {"detail": hook.last_error_message}),) if hook.last_error_message else ()


def _privacy(user: User) -> Finding:
    """Whether we hear in groups what is said to us."""
    return Finding("ok", "telegram.privacy_off") if user.can_read_all_group_messages else Finding("note", "telegram.privacy_on")


async def _ended(task: asyncio.Task[None]) -> None:
    """Stop a task and wait until it is."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
