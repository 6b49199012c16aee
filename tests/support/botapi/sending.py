"""Methods that write, change and remove messages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.support.botapi.calls import Call
from tests.support.botapi.chats import Chat, Group, Private
from tests.support.botapi.errors import ApiError, bad, forbidden
from tests.support.botapi.files import LARGEST_UP, Stored
from tests.support.botapi.markup import Entity, clean, detect, parse_html, trimmed, units
from tests.support.botapi.messages import Json, Message

if TYPE_CHECKING:
    from tests.support.botapi.server import BotApi

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024
MOST_BUTTONS = 100
ACTIONS = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
]
UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def target(server: BotApi, chat_id: Any) -> Chat:
    """The chat that is meant; raises ApiError."""
    if chat_id in server.migrated:
        raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=server.migrated[chat_id])
    if chat_id not in server.chats:
        raise bad("chat not found")
    return server.chats[chat_id]


def send_message(server: BotApi, call: Call) -> Json:
    """Write a message."""
    text = call.params.get("text", "")
    if not text:
        raise bad("message text is empty")
    return _send(server, call, *formatted(server, call.params, "text", "entities"), html=text)


def send_document(server: BotApi, call: Call) -> Json:
    """Send a file."""
    stored = _stored(server, call, "document")
    plain, entities = formatted(server, call.params, "caption", "caption_entities")
    return _send(server, call, plain, entities, html=call.params.get("caption"), content={"document": stored.as_json()}, document=stored.document())


def send_photo(server: BotApi, call: Call) -> Json:
    """Send a picture."""
    stored = _stored(server, call, "photo")
    plain, entities = formatted(server, call.params, "caption", "caption_entities")
    sizes = [{**stored.ids(), "width": 1280, "height": 960, "file_size": stored.size}]
    return _send(server, call, plain, entities, html=call.params.get("caption"), content={"photo": sizes}, document=stored.document())


def _stored(server: BotApi, call: Call, name: str) -> Stored:
    given = call.params[name]
    upload = call.files.get(given.removeprefix("attach://")) if given.startswith("attach://") else None
    if upload is None:
        return server.files.get(given)
    if not upload.data:
        raise bad("file must be non-empty")
    if len(upload.data) > LARGEST_UP:
        raise ApiError(413, "Request Entity Too Large")
    return server.files.add(upload.name, upload.data, upload.mime)


def formatted(server: BotApi, params: Json, name: str, entities_name: str) -> tuple[str, list[Entity]]:
    """The plain text of a message and its entities; raises ApiError."""
    given = clean(params.get(name) or "")
    mode = str(params.get("parse_mode", "")).lower()
    if mode == "html":
        text, entities = parse_html(given)
    elif mode:
        raise bad("unsupported parse_mode")
    else:
        text, entities = given, [dict(each) for each in params.get(entities_name) or []]
        for entity in entities:
            if entity["offset"] < 0 or entity["length"] <= 0 or entity["offset"] + entity["length"] > units(text):
                raise bad("can't parse entities: entity is outside the text")
    text, entities = trimmed(text, entities)
    if name == "text" and not text:
        raise bad("text must be non-empty")
    if units(text) > (LONGEST_TEXT if name == "text" else LONGEST_CAPTION):
        raise bad("message is too long" if name == "text" else "message caption is too long")
    return text, [each for each in (_user_of(server, entity) for entity in entities) if each]


def _user_of(server: BotApi, entity: Entity) -> Entity:
    """A mention by number needs somebody whom the bot has met."""
    if entity["type"] != "text_mention" or isinstance(entity["user"], dict):
        return entity
    chat = server.chats.get(entity["user"])
    return {**entity, "user": chat.person.as_json()} if isinstance(chat, Private) else {}


def _send(server: BotApi, call: Call, text: str, entities: list[Entity], **fields: Any) -> Json:
    markup = checked_markup(server, call.params.get("reply_markup"))
    chat = target(server, call.params.get("chat_id"))
    chat.check_writing()
    thread = call.params.get("message_thread_id")
    chat.check_thread(thread)
    reply_to = _replied(chat, call.params)
    if server.limits is not None:
        server.limits.check(chat.id)
    where = chat.place(thread, reply_to) if isinstance(chat, Group) else {"reply_to": reply_to}
    if isinstance(chat, Group):
        chat.last_bot_is_ours = True
    message = chat.write(server.bot.as_json(), text, entities=entities, detected=detect(text, entities), markup=markup, ours=True, **where, **fields)
    return message.as_json()


def _replied(chat: Chat, params: Json) -> Message | None:
    wanted = params.get("reply_parameters") or {}
    found = chat.message_or_none(wanted["message_id"]) if wanted else None
    if wanted and found is None and not wanted.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return found


def checked_markup(server: BotApi, markup: Json | None) -> Json | None:
    """A keyboard that the platform takes; raises ApiError."""
    if markup is None or "inline_keyboard" not in markup:
        return markup
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad("REPLY_MARKUP_TOO_LONG")
    for button in (button for row in rows for button in row):
        _check_button(server, button)
    return {"inline_keyboard": rows} if rows else None


def _check_button(server: BotApi, button: Json) -> None:
    if not button.get("text", "").strip():
        raise bad('can\'t parse inline keyboard button: Field "text" must be non-empty')
    actions = [name for name in ACTIONS if button.get(name) is not None]
    if len(actions) != 1:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data, url = button.get("callback_data"), button.get("url")
    if data is not None and not 1 <= len(data.encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if url is not None:
        _check_url(server, url)


def _check_url(server: BotApi, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https", "tg"} or not parts.netloc or " " in url:
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    for payload in parse_qs(parts.query).get("start", []) if parts.netloc == "t.me" else []:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload):
            server.complaints.append(f"a link's payload would be dropped: {url}")


def _ours(server: BotApi, params: Json, verb: str) -> Message:
    """The bot's message that is to be changed; raises ApiError."""
    chat = target(server, params.get("chat_id"))
    if isinstance(chat, Group) and chat.bot in {"left", "kicked"}:
        chat.check_writing()
    message = chat.message_or_none(params.get("message_id", 0))
    if message is None:
        raise bad(f"message to {verb} not found")
    if not message.ours:
        raise bad("message can't be edited")
    return message


def edit_text(server: BotApi, call: Call) -> Json:
    """Change the text of a message, and its keyboard: without one it has none."""
    text, entities = formatted(server, call.params, "text", "entities")
    message = _ours(server, call.params, "edit")
    if message.content:
        raise bad("there is no text in the message to edit")
    return _edited(server, call, message, text, entities, call.params["text"])


def edit_caption(server: BotApi, call: Call) -> Json:
    """Change the words under a file."""
    text, entities = formatted(server, call.params, "caption", "caption_entities")
    return _edited(server, call, _ours(server, call.params, "edit"), text, entities, call.params.get("caption"))


def edit_markup(server: BotApi, call: Call) -> Json:
    """Change the keyboard alone."""
    message = _ours(server, call.params, "edit")
    return _edited(server, call, message, message.text, message.entities, message.html)


def _edited(server: BotApi, call: Call, message: Message, text: str, entities: list[Entity], html: str | None) -> Json:
    markup = checked_markup(server, call.params.get("reply_markup"))
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise bad(UNCHANGED)
    if server.limits is not None:
        server.limits.check(message.chat_id)
    message.markups.append(message.markup)
    message.text, message.entities, message.detected, message.markup = text, entities, detect(text, entities), markup
    message.html, message.edited = html, server.now()
    message.versions.append(text)
    message.chat.events.append((message, message.edits))
    return message.as_json()


def delete_message(server: BotApi, call: Call) -> bool:
    """Remove a message."""
    chat = target(server, call.params.get("chat_id"))
    message = chat.message_or_none(call.params["message_id"])
    if message is None:
        raise bad("message to delete not found")
    if not message.ours and isinstance(chat, Group) and chat.bot != "administrator":
        raise bad("message can't be deleted")
    message.deleted = True
    return True


def delete_messages(server: BotApi, call: Call) -> bool:
    """Remove several messages; those that are not there are passed over."""
    chat = target(server, call.params.get("chat_id"))
    for message_id in call.params["message_ids"]:
        message = chat.message_or_none(message_id)
        if message is not None:
            message.deleted = True
    return True


def chat_action(server: BotApi, call: Call) -> bool:
    """Show that the bot is busy."""
    if call.params["action"] not in {"typing", "upload_document", "upload_photo"}:
        raise bad("wrong parameter action in request")
    target(server, call.params.get("chat_id")).check_writing()
    return True


def answer_callback(server: BotApi, call: Call) -> bool:
    """End the waiting of who pressed a button; once, and soon."""
    text = call.params.get("text", "")
    if units(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    server.answer_press(call.params["callback_query_id"], text, call.params.get("show_alert", False), call.params.get("url"))
    return True


def leave_chat(server: BotApi, call: Call) -> bool:
    """Go out of a group."""
    chat = target(server, call.params.get("chat_id"))
    if not isinstance(chat, Group):
        raise bad("chat not found" if chat is None else "can't leave a private chat")
    if chat.bot in {"left", "kicked"}:
        raise forbidden("bot is not a member of the group chat")
    before, chat.bot = chat.bot, "left"
    chat.tell_place(server.bot.as_json(), before, "left")
    return True
