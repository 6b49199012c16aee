"""People, and what they do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Generator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.support.botapi.chats import Group, Private, Topic
from tests.support.botapi.markup import Entity, detect, parse_html, units
from tests.support.botapi.messages import Json, Message

if TYPE_CHECKING:
    from tests.support.botapi.server import BotApi


@dataclass(frozen=True)
class Toast:
    """What a person is shown after pressing."""

    text: str = ""
    alert: bool = False
    url: str | None = None


class Press:
    """A button that was pressed: await it for the answer, or `wait`."""

    def __init__(self, server: BotApi, data: str | None, url: str | None = None, started: Message | None = None) -> None:
        self.server, self.data, self.url, self.started = server, data, url, started
        self.id: str | None = None
        self.update_id: int | None = None
        self.at = server.now()
        self.future: Future[Toast] = Future()

    @property
    def answered(self) -> Toast | None:
        """The answer, where it came."""
        return self.future.result() if self.future.done() else None

    def wait(self, timeout: float = 10) -> Toast:
        """The answer, once it comes; raises AssertionError."""
        try:
            return self.future.result(timeout)
        except TimeoutError:
            raise AssertionError(f"the button {self.data!r} was not answered in {timeout} s") from None

    async def _answer(self, timeout: float = 10) -> Toast:
        try:
            return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(self.future)), timeout)
        except TimeoutError:
            raise AssertionError(f"the button {self.data!r} was not answered in {timeout} s") from None

    def __await__(self) -> Generator[Any, None, Toast]:
        return self._answer().__await__()


class Person:
    """Somebody with an account."""

    def __init__(self, server: BotApi, id: int, name: str, *, language: str | None, username: str | None, last_name: str | None) -> None:
        self.server, self.id, self.name = server, id, name
        self.language, self.username, self.last_name = language, username, last_name
        self.started = self.blocked = self.deactivated = False
        self.chat = Private(server, self)

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"

    def as_json(self) -> Json:
        """As the platform names them."""
        found: Json = {"id": self.id, "is_bot": False, "first_name": self.name}
        if self.last_name:
            found["last_name"] = self.last_name
        if self.username:
            found["username"] = self.username
        if self.language:
            found["language_code"] = self.language
        return found

    @property
    def messages(self) -> list[Message]:
        """What the bot sent them in private."""
        return self.chat.messages

    def starts(self, payload: str | None = None) -> Message:
        """Open the private chat with the bot, perhaps by a link with a payload."""
        if payload is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload):
            raise AssertionError(f"no payload of a link: {payload!r}")
        if self.blocked:
            self.unblocks()
        return self.says("/start" if payload is None else f"/start {payload}")

    def says(
        self,
        text: str,
        chat: Group | Topic | None = None,
        *,
        thread: int | Topic | None = None,
        reply_to: Message | None = None,
        text_mentions: Mapping[str, Any] | None = None,
        html: bool = False,
        more: Json | None = None,
    ) -> Message:
        """Write something, to the bot where no chat is named."""
        entities: list[Entity] = []
        if html:
            text, entities = parse_html(text)
        for name, who in (text_mentions or {}).items():
            entities.append({"type": "text_mention", "offset": units(text[: text.index(name)]), "length": units(name), "user": who.as_json()})
        return self._post(text, chat, thread, reply_to, entities=entities, more=more or {})

    def _post(
        self, text: str, chat: Group | Topic | None, thread: int | Topic | None = None, reply_to: Message | None = None, **fields: Any
    ) -> Message:
        fields["detected"] = detect(text, fields.get("entities"))
        if chat is None:
            return self._private(text, reply_to=reply_to, **fields)
        group, thread = (chat.group, chat.id) if isinstance(chat, Topic) else (chat, thread)
        assert self.id in group.members, f"{self} is not in {group.title}"
        return group.post(self.as_json(), text, **group.place(thread, reply_to), **fields)

    def _private(self, text: str, **fields: Any) -> Message:
        assert not self.blocked, "who has blocked the bot cannot write to it"
        with self.server.lock:
            self.started = True
            message = self.chat.write(self.as_json(), text, **fields)
            message.update_id = self.server.push("message", message.as_json())
            self.server.changed()
            return message

    def edits(self, message: Message, text: str) -> Message:
        """Change what they wrote."""
        with self.server.lock:
            message.text, message.entities, message.detected = text, [], detect(text)
            message.edited = self.server.now()
            message.versions.append(text)
            if not isinstance(message.chat, Group) or message.chat.shows(message):
                message.update_id = self.server.push("edited_message", message.as_json())
            self.server.changed()
            return message

    def forwards(self, what: Message | str, origin: Person | Group | str | None = None, chat: Group | Topic | None = None) -> Message:
        """Pass on what somebody else wrote: `origin` a person, a group that speaks as itself, or the name of one who hides."""
        at = self.server.now()
        said = what if isinstance(what, Message) else None
        if isinstance(origin, Group):
            came: Json = {"type": "chat", "date": at, "sender_chat": origin.as_json(origin.id)}
        elif isinstance(origin, Person):
            came = {"type": "user", "date": at, "sender_user": origin.as_json()}
        elif origin is None and said is not None and said.author is not None:
            came = {"type": "user", "date": at, "sender_user": said.author}
        else:
            came = {"type": "hidden_user", "date": at, "sender_user_name": origin or "隐名"}
        content = dict(said.content) if said else {}
        return self._post(said.text if said else str(what), chat, content=content, more={"forward_origin": came})

    def sends_document(self, name: str, data: bytes, caption: str = "", *, mime: str | None = None, size: int | None = None, **where: Any) -> Message:
        """Send a file; `size` where it is said to be larger than it is."""
        stored = self.server.files.add(name, data, mime, size)
        return self._media({"document": stored.as_json()}, caption, **where)

    def sends_photo(self, data: bytes = b"jpeg", caption: str = "", **where: Any) -> Message:
        """Send a picture."""
        stored = self.server.files.add("photo.jpg", data, "image/jpeg")
        sizes = [{**stored.ids(), "width": width, "height": width * 3 // 4, "file_size": stored.size} for width in (88, 1280)]
        return self._media({"photo": sizes}, caption, **where)

    def sends_voice(self, caption: str = "", **where: Any) -> Message:
        """Send spoken words."""
        stored = self.server.files.add("voice.ogg", b"ogg", "audio/ogg")
        return self._media({"voice": {**stored.ids(), "duration": 3, "mime_type": "audio/ogg", "file_size": stored.size}}, caption, **where)

    def sends_sticker(self, **where: Any) -> Message:
        """Send a sticker."""
        stored = self.server.files.add("sticker.webp", b"webp", "image/webp")
        sticker = {**stored.ids(), "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"}
        return self._media({"sticker": sticker}, **where)

    def sends_contact(self, **where: Any) -> Message:
        """Send somebody's number."""
        return self._media({"contact": {"phone_number": "13800000000", "first_name": "某"}}, **where)

    def sends_location(self, **where: Any) -> Message:
        """Send a place."""
        return self._media({"location": {"latitude": 36.06, "longitude": 103.83}}, **where)

    def _media(
        self, content: Json, caption: str = "", chat: Group | Topic | None = None, thread: int | Topic | None = None, reply_to: Message | None = None
    ) -> Message:
        return self._post(caption, chat, thread, reply_to, content=content)

    def presses(
        self, message: Message | None, label: str, *, chat: Group | Topic | None = None, data: str | None = None, stale: bool = False
    ) -> Press:
        """Press a button; without a message, that of the newest which has it."""
        place = self.chat if chat is None else chat
        with self.server.lock:
            if message is None:
                fitting = [each for each in place.messages if label in each.labels and not each.deleted]
                assert fitting, f"no message with a button {label!r}; there are {place.messages[-3:]}"
                message = fitting[-1]
            button = message.button(label, stale=stale)
            if button.url is not None:
                return self._follows(button.url)
            return self._calls_back(message, button.data if data is None else data)

    def _calls_back(self, message: Message, data: str | None) -> Press:
        press = Press(self.server, data)
        press.id = self.server.callback_id(press)
        query = {
            "id": press.id,
            "from": self.as_json(),
            "message": message.as_json(),
            "chat_instance": str(7919 * abs(message.chat_id)),
            "data": data,
        }
        press.update_id = self.server.push("callback_query", query)
        self.server.changed()
        return press

    def _follows(self, url: str) -> Press:
        parts = urlsplit(url)
        payload = parse_qs(parts.query).get("start")
        ours = parts.netloc == "t.me" and parts.path.lower() == f"/{self.server.bot.username}".lower()
        press = Press(self.server, None, url, self.starts(payload[0] if payload else None) if ours else None)
        press.future.set_result(Toast(url=url))
        return press

    def blocks(self) -> None:
        """Want nothing more from the bot."""
        with self.server.lock:
            self.blocked = True
            self.chat.tell_place(self.as_json(), "member", "kicked")
            self.server.changed()

    def unblocks(self) -> None:
        """Let the bot write again."""
        with self.server.lock:
            self.blocked = False
            self.chat.tell_place(self.as_json(), "kicked", "member")
            self.server.changed()

    def deactivates(self) -> None:
        """Close the account; nobody is told."""
        self.deactivated = True

    def joins(self, group: Group) -> Message:
        """Come into a group."""
        group.members[self.id] = self
        return group.announces(self.as_json(), new_chat_members=[self.as_json()])

    def leaves(self, group: Group) -> Message:
        """Go out of a group."""
        del group.members[self.id]
        return group.announces(self.as_json(), left_chat_member=self.as_json())
