"""From what Telegram tells us to messages: pure, so that every case can be tried.

A message goes by its chat and number, which an edit and our answer to it name again; anything else by the number of the
update.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels.telegram.addressing import Me, Said, is_addressed
from bot.channels.telegram.wire import Chat, Member, MemberUpdated, Message, Update, User
from handlers.messages import Added, Content, Edited, File, Incoming, Migrated, Other, Removed, Start, Text, Via

CHANNEL = "telegram"
GROUPS = ("group", "supergroup")
PRIVATE = "private"

_START = re.compile(r"/start(?:\s+(\S.*))?", re.DOTALL)
_NAMELESS = "file"

_UNREAD = (
    "animation",
    "photo",
    "voice",
    "video",
    "audio",
    "sticker",
    "video_note",
    "venue",
    "location",
    "contact",
    "poll",
    "dice",
    "story",
    "game",
    "paid_media",
    "checklist",
)
"""What a message can be besides text and a document, that we have a word for and do not read; the words below it we do."""

_SAME = {"venue": "location"}


def message_id(me: Me, chat: int, message: int) -> str:
    """The id of a message that somebody sent."""
    return f"{CHANNEL}:{me.id}:{chat}:{message}"


def update_key(me: Me, update: int) -> str:
    """The id of what is no new message."""
    return f"{CHANNEL}:{me.id}:u:{update}"


def incoming_of(update: Update, raw: Mapping[str, Any], me: Me, now: datetime) -> Incoming | None:
    """What an update (and as it came, `raw`) means for us; None where it means nothing. Pressed buttons are left out."""
    if update.message is not None:
        return _message(update.message, raw["message"], me, now)
    if update.edited_message is not None:
        return _edited(update.update_id, update.edited_message, raw["edited_message"], me, now)
    if update.my_chat_member is not None:
        return _membership(update.update_id, update.my_chat_member, me, now)
    return None


def speaks(user: User | None) -> str | None:
    """The language that somebody has set: Chinese, or else English."""
    if user is None or not user.language_code:
        return None
    return "zh" if user.language_code.lower().startswith("zh") else "en"


def thread_of(chat: Chat, thread: int | None, *, in_topic: bool) -> str | None:
    """The topic of a forum; "General" has none."""
    return str(thread) if in_topic and thread and chat.type in GROUPS else None


def _message(message: Message, raw: Mapping[str, Any], me: Me, now: datetime) -> Incoming | None:
    who = _who_or_none(message)
    if message.migrate_to_chat_id is not None:
        content: Content | None = Migrated(str(message.migrate_to_chat_id))
        who = who or (_nameless(message.chat), "person")
    elif who is not None:
        content = _content_or_none(message, raw, me)
    if who is None or content is None:
        return None
    return _incoming(message_id(me, message.chat.id, message.message_id), message, who, content, now)


def _edited(number: int, message: Message, raw: Mapping[str, Any], me: Me, now: datetime) -> Incoming | None:
    who = _who_or_none(message)
    if who is None or _is_file(message, raw):
        return None
    said = _said(message, me)
    if (message.chat.type in GROUPS and not is_addressed(message, said)) or not said.without_us:
        return None
    content = Edited(of=message_id(me, message.chat.id, message.message_id), text=said.without_us)
    return _incoming(update_key(me, number), message, who, content, now)


def _incoming(key: str, message: Message, who: tuple[str, Via], content: Content, now: datetime) -> Incoming:
    user, via = who
    in_group = message.chat.type in GROUPS
    return Incoming(
        id=key,
        channel=CHANNEL,
        user=user,
        group=str(message.chat.id) if in_group else None,
        thread=thread_of(message.chat, message.message_thread_id, in_topic=message.is_topic_message),
        content=content,
        received_at=now,
        via=via,
        speaks=speaks(message.sender) if via != "anonymous" else None,
        title=message.chat.title if in_group else None,
        name=message.sender.name if message.sender and via != "anonymous" else None,
    )


def _who_or_none(message: Message) -> tuple[str, Via] | None:
    """Who wrote it and whose words they are; None where it is no business of ours: bots, channels, what a linked channel
    has passed on."""
    if message.chat.type not in (PRIVATE, *GROUPS) or message.is_automatic_forward:
        return None
    if message.sender_chat is not None:
        return _nameless(message.sender_chat), "anonymous"
    if message.sender is None or message.sender.is_bot:
        return None
    return str(message.sender.id), "forwarded" if message.forward_origin is not None else "person"


def _nameless(chat: Chat) -> str:
    """Somebody who shows a chat instead of a name."""
    return f"chat:{chat.id}"


def _content_or_none(message: Message, raw: Mapping[str, Any], me: Me) -> Content | None:
    said = _said(message, me)
    if message.chat.type in GROUPS and not is_addressed(message, said):
        return None
    if message.text is not None:
        return _typed(said.without_us)
    if message.document is not None and _is_file(message, raw):
        document = message.document
        return File(name=document.file_name or _NAMELESS, there=True, ref=document.file_id, size=document.file_size)
    what = next((kind for kind in _UNREAD if raw.get(kind) is not None), None)
    if what is not None and said.without_us:
        return _typed(said.without_us)
    return Other(_SAME.get(what, what)) if what else None


def _said(message: Message, me: Me) -> Said:
    """The words of a message: its text, or what stands below a picture."""
    if message.text is not None:
        return Said(message.text, message.entities, me)
    return Said(message.caption or "", message.caption_entities, me)


def _is_file(message: Message, raw: Mapping[str, Any]) -> bool:
    """Whether a file was handed in; a moving picture only looks like one."""
    return message.document is not None and raw.get("animation") is None


def _typed(text: str) -> Content:
    """Words as a message; our name alone opens a conversation."""
    start = _START.fullmatch(text)
    if start is not None:
        return Start((start[1] or "").strip())
    return Text(text) if text else Start()


def _membership(number: int, changed: MemberUpdated, me: Me, now: datetime) -> Incoming | None:
    before, after = _is_present(changed.old_chat_member), _is_present(changed.new_chat_member)
    if before == after or changed.chat.type not in (PRIVATE, *GROUPS):
        return None
    in_group = changed.chat.type in GROUPS
    by_bot = changed.sender.is_bot
    return Incoming(
        id=update_key(me, number),
        channel=CHANNEL,
        user=_nameless(changed.chat) if by_bot else str(changed.sender.id),
        group=str(changed.chat.id) if in_group else None,
        content=Added() if after else Removed(),
        received_at=now,
        via="anonymous" if by_bot else "person",
        speaks=None if by_bot else speaks(changed.sender),
        title=changed.chat.title if in_group else None,
    )


def _is_present(member: Member) -> bool:
    """Whether we can say something there."""
    if member.status == "restricted":
        return member.is_member and member.can_send_messages
    return member.status in ("creator", "administrator", "member")
