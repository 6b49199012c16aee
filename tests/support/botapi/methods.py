"""All methods that are here, and the small ones among them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.support.botapi import sending
from tests.support.botapi.calls import Call
from tests.support.botapi.chats import Group
from tests.support.botapi.errors import bad
from tests.support.botapi.messages import Json
from tests.support.botapi.places import member

if TYPE_CHECKING:
    from tests.support.botapi.server import BotApi

COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def _key(call: Call) -> tuple[str, str]:
    """Scope and language of a list of commands."""
    scope = call.params.get("scope") or {"type": "default"}
    language = call.params.get("language_code", "")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")
    named = scope["type"] if len(scope) == 1 else json.dumps(scope, sort_keys=True)
    return named, language


def _set_commands(server: BotApi, call: Call) -> bool:
    commands = call.params["commands"]
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for each in commands:
        if not COMMAND.fullmatch(each["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(each["description"]) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    server.commands[_key(call)] = commands
    return True


def _delete_commands(server: BotApi, call: Call) -> bool:
    server.commands.pop(_key(call), None)
    return True


def _get_commands(server: BotApi, call: Call) -> list[Json]:
    return server.commands.get(_key(call), [])


def _get_chat(server: BotApi, call: Call) -> Json:
    chat = sending.target(server, call.params["chat_id"])
    if isinstance(chat, Group) and chat.bot in {"left", "kicked"}:
        chat.check_writing()
    return chat.full()


def _get_member(server: BotApi, call: Call) -> Json:
    chat, user_id = sending.target(server, call.params["chat_id"]), call.params["user_id"]
    if isinstance(chat, Group) and chat.bot in {"left", "kicked"}:
        chat.check_writing()
    if user_id == server.bot.id:
        return member(server.bot.as_json(), chat.status(user_id))
    if user_id not in server.people:
        raise bad("PARTICIPANT_ID_INVALID")
    return member(server.people[user_id].as_json(), chat.status(user_id))


def _administrators(server: BotApi, call: Call) -> list[Json]:
    chat = sending.target(server, call.params["chat_id"])
    if not isinstance(chat, Group):
        raise bad("there are no administrators in the private chat")
    chat.check_writing()
    placed = [(person.as_json(), chat.status(person.id)) for person in chat.members.values()]
    return [member(user, status) for user, status in placed if status in {"creator", "administrator"}]


def _member_count(server: BotApi, call: Call) -> int:
    chat = sending.target(server, call.params["chat_id"])
    return len(chat.members) + (chat.bot not in {"left", "kicked"}) if isinstance(chat, Group) else 2


def _keep(name: str) -> Callable[[BotApi, Call], bool]:
    """A method that keeps a text of the bot's profile in a language."""

    def method(server: BotApi, call: Call) -> bool:
        server.profile[name, call.params.get("language_code", "")] = call.params.get(name, "")
        return True

    return method


def _kept(name: str) -> Callable[[BotApi, Call], Json]:
    def method(server: BotApi, call: Call) -> Json:
        return {name: server.profile.get((name, call.params.get("language_code", "")), "")}

    return method


def _fine(server: BotApi, call: Call) -> bool:
    """Nothing to see."""
    return True


METHODS: dict[str, Callable[[BotApi, Call], Any]] = {
    "answerCallbackQuery": sending.answer_callback,
    "close": _fine,
    "deleteMessage": sending.delete_message,
    "deleteMessages": sending.delete_messages,
    "deleteMyCommands": _delete_commands,
    "deleteWebhook": lambda server, call: server.webhook.delete(call.params),
    "editMessageCaption": sending.edit_caption,
    "editMessageReplyMarkup": sending.edit_markup,
    "editMessageText": sending.edit_text,
    "getChat": _get_chat,
    "getChatAdministrators": _administrators,
    "getChatMember": _get_member,
    "getChatMemberCount": _member_count,
    "getFile": lambda server, call: server.files.path(call.params["file_id"]),
    "getMe": lambda server, call: server.bot.me(can_read_all=not server.privacy),
    "getMyCommands": _get_commands,
    "getMyDescription": _kept("description"),
    "getMyName": _kept("name"),
    "getMyShortDescription": _kept("short_description"),
    "getWebhookInfo": lambda server, call: server.webhook.info(),
    "leaveChat": sending.leave_chat,
    "logOut": _fine,
    "sendChatAction": sending.chat_action,
    "sendDocument": sending.send_document,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "setChatMenuButton": _fine,
    "setMyCommands": _set_commands,
    "setMyDescription": _keep("description"),
    "setMyName": _keep("name"),
    "setMyShortDescription": _keep("short_description"),
    "setWebhook": lambda server, call: server.webhook.set(call.params),
}
"""getUpdates stands apart: it waits."""
