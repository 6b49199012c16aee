"""Making the calls, and what their outcomes mean."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Any

from telegram import InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from bot.channels.base import Part, Receipt, Refused, Sent, Unreachable
from bot.channels.telegram.api import Api, detail_of, receipt_of
from bot.channels.telegram.markup import html
from bot.channels.telegram.parts import DocumentPart, EmptyPart, Handle, NowherePart, Place, TextPart, handle_text

FILES_OUT = 50_000_000
"""Bytes of the largest file that the platform takes."""

_NOT_PARSED = ("can't parse entities", "can't parse entity", "can't find end")
_UNCHANGED = "message is not modified"
_NOT_EDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
    "message not found",
)
_NO_THREAD = ("message thread not found", "topic_deleted", "topic_closed")
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends parts of messages."""

    api: Api

    async def send(self, part: Part) -> Receipt:
        """Make a call; what is not taken as it is goes once in a plainer way."""
        try:
            match part:
                case TextPart(edits=True):
                    return await self._edit(part)
                case TextPart():
                    return await self._text(part)
                case DocumentPart():
                    return await self._document(part)
                case NowherePart():
                    return Unreachable("no chat of this platform")
                case EmptyPart():
                    return Refused("nothing to say")
                case _:
                    raise TypeError("a part of another channel")
        except TelegramError as error:
            return receipt_of(error)

    async def _text(self, part: TextPart) -> Receipt:
        async def call(place: Place, **formatting: Any) -> Message:
            return await self.api.send_message(
                place.chat,
                message_thread_id=place.thread,
                reply_markup=part.keyboard,
                reply_parameters=_answering(part.answers),
                link_preview_options=_NO_PREVIEW,
                **formatting,
            )

        sent = await self._plainer(part.place, call, text=part.text)
        if part.replaces is not None:
            await self._retire(part.replaces)
        return Sent(handle_text(Handle(part.place.chat, sent.message_id, part.whole)) if part.editable else None)

    async def _document(self, part: DocumentPart) -> Receipt:
        try:
            content = await part.files(part.kept)
        except KeyError:
            return Refused("the file is not there any more")
        if len(content) > FILES_OUT:
            return Refused("the file is too large")

        async def call(place: Place, **formatting: Any) -> Message:
            return await self.api.send_document(
                place.chat,
                InputFile(content, filename=part.name),
                message_thread_id=place.thread,
                reply_markup=part.keyboard,
                reply_parameters=_answering(part.answers),
                disable_content_type_detection=True,
                **formatting,
            )

        sent = await self._plainer(part.place, call, caption=part.caption)
        return Sent(handle_text(Handle(part.place.chat, sent.message_id)) if part.editable else None)

    async def _plainer(self, place: Place, call: Any, **words: str) -> Message:
        """A call with its words as HTML; where that is refused once as plain text, where the topic is gone once without it."""
        formatting: dict[str, Any] = {key: html(text) or None for key, text in words.items()}
        formatting["parse_mode"] = ParseMode.HTML
        while True:
            try:
                sent: Message = await call(place, **formatting)
            except BadRequest as error:
                if _says(error, *_NO_THREAD) and place.thread is not None:
                    place = replace(place, thread=None)
                elif _says(error, *_NOT_PARSED) and formatting["parse_mode"] is not None:
                    log.warning("a message was sent without markup, which was refused: %s", detail_of(error))
                    formatting = {**{key: text or None for key, text in words.items()}, "parse_mode": None}
                else:
                    raise
            else:
                return sent

    async def _edit(self, part: TextPart) -> Receipt:
        """Put a message in the place of an earlier one; where that cannot be any more, behind it."""
        assert part.replaces is not None
        to = part.replaces

        async def call(_: Place, **formatting: Any) -> Any:
            return await self.api.edit_message_text(
                chat_id=to.chat, message_id=to.message, reply_markup=part.keyboard, link_preview_options=_NO_PREVIEW, **formatting
            )

        try:
            await self._plainer(part.place, call, text=part.text)
        except BadRequest as error:
            if _says(error, *_NOT_EDITABLE):
                return await self._text(replace(part, replaces=None))
            if not _says(error, _UNCHANGED):
                raise
        return Sent(handle_text(to))

    async def _retire(self, handle: Handle) -> None:
        """Take the buttons from a message that another has taken the place of, where that can be."""
        try:
            await self.api.edit_message_reply_markup(chat_id=handle.chat, message_id=handle.message, reply_markup=None)
        except TelegramError as error:
            log.debug("the buttons of a replaced message stay: %s", detail_of(error))


def _answering(message: int | None) -> ReplyParameters | None:
    return None if message is None else ReplyParameters(message, allow_sending_without_reply=True)


def _says(error: BadRequest, *phrases: str) -> bool:
    return any(phrase in error.message.lower() for phrase in phrases)
