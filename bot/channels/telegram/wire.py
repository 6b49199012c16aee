"""What Telegram's updates hold, as far as it is read here; all else in them is passed over."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

Id = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]


MOST_OF_NAME = 40
"""Characters of a name that are shown."""


class User(Struct, frozen=True):
    """A person or a bot."""

    id: Id
    is_bot: bool = False
    language_code: str | None = None
    first_name: str = ""
    last_name: str | None = None

    @property
    def name(self) -> str | None:
        """What the person goes by."""
        return " ".join(filter(None, (self.first_name.strip(), (self.last_name or "").strip())))[:MOST_OF_NAME] or None


class Chat(Struct, frozen=True):
    """A private chat, group or channel."""

    id: Id
    type: str
    title: str | None = None


class Entity(Struct, frozen=True):
    """A mention, command, link… in a text; where it stands counts in UTF-16 code units."""

    type: str
    offset: Count
    length: Count
    user: User | None = None


class Document(Struct, frozen=True):
    """A file handed in."""

    file_id: str
    file_name: str | None = None
    file_size: Count | None = None


class Replied(Struct, frozen=True, rename={"sender": "from"}):
    """The message that a message replies to; in a topic the one that opened the topic, where it replies to none."""

    message_id: Id
    sender: User | None = None
    forum_topic_created: Any = None


class Message(Struct, frozen=True, rename={"sender": "from"}):
    """A message, its kinds of content besides text as they come."""

    message_id: Id
    chat: Chat
    sender: User | None = None
    sender_chat: Chat | None = None
    message_thread_id: Id | None = None
    is_topic_message: bool = False
    is_automatic_forward: bool = False
    forward_origin: Any = None
    reply_to_message: Replied | None = None
    text: str | None = None
    entities: tuple[Entity, ...] = ()
    caption_entities: tuple[Entity, ...] = ()
    caption: str | None = None
    document: Document | None = None
    migrate_to_chat_id: Id | None = None


class MessageThere(Struct, frozen=True):
    """The message under which a button was pressed; one that is too old to be known has the date 0."""

    message_id: Id
    chat: Chat
    message_thread_id: Id | None = None
    is_topic_message: bool = False


class CallbackQuery(Struct, frozen=True, rename={"sender": "from"}):
    """A button was pressed."""

    id: str
    sender: User
    message: MessageThere | None = None
    data: str | None = None


class Member(Struct, frozen=True):
    """What somebody is in a chat."""

    status: str
    is_member: bool = True
    can_send_messages: bool = True


class MemberUpdated(Struct, frozen=True, rename={"sender": "from"}):
    """What we are in a chat has changed."""

    chat: Chat
    sender: User
    old_chat_member: Member
    new_chat_member: Member


class Update(Struct, frozen=True):
    """One of the things that happened."""

    update_id: Id
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    my_chat_member: MemberUpdated | None = None


KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The updates that are asked for."""


class Malformed(Exception):
    """An update is not as the platform describes it."""


class _Numbered(Struct, frozen=True):
    update_id: Id


def update_of(raw: object) -> Update:
    """An update as it came; raises Malformed."""
    try:
        return msgspec.convert(_cleaned(raw), Update)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Malformed from error


def update_id_or_none(raw: object) -> int | None:
    """The number of an update, whatever else is wrong with it."""
    try:
        return msgspec.convert(_cleaned(raw), _Numbered).update_id
    except (msgspec.ValidationError, RecursionError):
        return None


def _cleaned(value: object) -> object:
    """The same without halves of characters and NUL, which no database takes."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
        case dict():
            return {_cleaned(key): _cleaned(inner) for key, inner in value.items()}
        case list():
            return [_cleaned(inner) for inner in value]
        case _:
            return value
