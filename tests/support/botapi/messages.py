"""Messages: what anybody wrote, and how what the bot wrote changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.botapi.markup import Entity

if TYPE_CHECKING:
    from tests.support.botapi.chats import Chat

Json = dict[str, Any]

GROUP_ANONYMOUS_BOT: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT: Json = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
TELEGRAM: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


@dataclass(frozen=True)
class Button:
    """A button under a message: what it sends, or where it leads."""

    label: str
    data: str | None = None
    url: str | None = None
    style: str | None = None


@dataclass(frozen=True)
class Document:
    """A file in a message."""

    name: str
    data: bytes
    mime: str
    file_id: str
    size: int


@dataclass(eq=False)
class Message:
    """A message as it stands now."""

    chat: Chat
    chat_id: int
    id: int
    author: Json | None
    date: int
    text: str = ""
    html: str | None = None
    entities: list[Entity] = field(default_factory=list)
    detected: list[Entity] = field(default_factory=list)
    markup: Json | None = None
    thread: int | None = None
    in_topic: bool = False
    reply_to: Message | None = None
    content: Json = field(default_factory=dict)
    document: Document | None = None
    sender_chat: Json | None = None
    more: Json = field(default_factory=dict)
    edited: int | None = None
    versions: list[str] = field(default_factory=list)
    markups: list[Json | None] = field(default_factory=list)
    deleted: bool = False
    ours: bool = False
    update_id: int | None = None

    def __repr__(self) -> str:
        return f"<{self.id} in {self.chat_id}: {self.text!r}{' ' + repr(self.labels) if self.labels else ''}{' deleted' if self.deleted else ''}>"

    @property
    def edits(self) -> int:
        """How often it was edited."""
        return max(0, len(self.versions) - 1)

    @property
    def keyboard(self) -> list[list[Button]]:
        """Its buttons, in rows."""
        return buttons(self.markup)

    @property
    def labels(self) -> list[str]:
        """The labels of its buttons."""
        return [button.label for row in self.keyboard for button in row]

    def button(self, label: str, *, stale: bool = False) -> Button:
        """A button by its label; raises AssertionError."""
        for markup in [self.markup, *(reversed(self.markups) if stale else ())]:
            for row in buttons(markup):
                for button in row:
                    if button.label == label:
                        return button
        raise AssertionError(f"no button {label!r} under {self!r}")

    @property
    def service(self) -> bool:
        """Whether the platform wrote it: somebody came, a title changed."""
        return bool(self.more.get("_service"))

    def as_json(self, *, deep: bool = True) -> Json:
        """As the bot is told; `deep` with the message it replies to."""
        found: Json = {"message_id": self.id, "date": self.date, "chat": self.chat.as_json(self.chat_id)}
        if self.author is not None:
            found["from"] = self.author
        if self.sender_chat is not None:
            found["sender_chat"] = self.sender_chat
        if self.thread is not None:
            found["message_thread_id"] = self.thread
        if self.in_topic:
            found["is_topic_message"] = True
        if deep and self.reply_to is not None:
            found["reply_to_message"] = self.reply_to.as_json(deep=False)
        if self.edited is not None:
            found["edit_date"] = self.edited
        found |= self.content | {key: value for key, value in self.more.items() if not key.startswith("_")} | self._words()
        if self.markup is not None and "inline_keyboard" in self.markup:
            found["reply_markup"] = self.markup
        return found

    def _words(self) -> Json:
        name = "caption" if self.content else "text"
        if not self.text:
            return {}
        entities = sorted(self.entities + self.detected, key=lambda each: (each["offset"], -each["length"]))
        return {name: self.text} | ({"caption_entities" if self.content else "entities": entities} if entities else {})


def buttons(markup: Json | None) -> list[list[Button]]:
    """The buttons of an inline keyboard."""
    rows = (markup or {}).get("inline_keyboard") or []
    return [[Button(each["text"], each.get("callback_data"), each.get("url"), each.get("style")) for each in row] for row in rows]
