"""Chats: private ones, groups with their privacy mode, supergroups, topics of forums."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from tests.support.botapi.errors import ApiError, bad, forbidden
from tests.support.botapi.markup import Entity, detect, slice_units
from tests.support.botapi.messages import CHANNEL_BOT, GROUP_ANONYMOUS_BOT, TELEGRAM, Json, Message
from tests.support.botapi.places import member

if TYPE_CHECKING:
    from tests.support.botapi.people import Person
    from tests.support.botapi.server import BotApi


class Chat(ABC):
    """A chat with everything that was written in it."""

    type = "private"

    def __init__(self, server: BotApi, id: int) -> None:
        self.server, self.id = server, id
        self.history: list[Message] = []
        self.events: list[tuple[Message, int]] = []
        """The bot's messages, once when sent and once for each edit, with the number of the version."""
        server.chats[id] = self

    @property
    def messages(self) -> list[Message]:
        """What the bot sent here, in order."""
        with self.server.lock:
            return [message for message in self.history if message.ours]

    @property
    def key(self) -> tuple[int, int | None]:
        """Which conversation is meant: the chat, and its topic."""
        return id(self), None

    def holds(self, message: Message) -> bool:
        """Whether a message of the chat belongs to what is meant."""
        return message.chat is self

    @abstractmethod
    def as_json(self, chat_id: int) -> Json:
        """As the platform names it."""

    def full(self) -> Json:
        """As getChat tells it."""
        gifts = dict.fromkeys(["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"], True)
        return self.as_json(self.id) | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}

    def check_writing(self) -> None:  # noqa: B027 - in most chats it may
        """Raises ApiError where the bot may not write here."""

    def check_thread(self, thread: int | None) -> None:
        """Raises ApiError where there is no such topic."""
        if thread is not None:
            raise bad("message thread not found")

    def message_or_none(self, message_id: int) -> Message | None:
        """A message that still stands here."""
        return next((each for each in self.history if each.id == message_id and each.chat_id == self.id and not each.deleted), None)

    def write(self, author: Json | None, text: str = "", *, service: Json | None = None, **fields: Any) -> Message:
        """Add a message."""
        more = {**fields.pop("more", {}), **(service | {"_service": True} if service else {})}
        message = Message(self, self.id, self.server.message_id(self), author, self.server.now(), text=text, more=more, **fields)
        message.versions.append(text)
        self.history.append(message)
        if message.ours:
            self.events.append((message, 0))
        return message

    @abstractmethod
    def status(self, user_id: int) -> str:
        """Somebody's place here."""

    def tell_place(self, by: Json, before: str, after: str) -> int | None:
        """Tell the bot that its place here changed."""
        bot = self.server.bot.as_json()
        return self.server.push(
            "my_chat_member",
            {
                "chat": self.as_json(self.id),
                "from": by,
                "date": self.server.now(),
                "old_chat_member": member(bot, before),
                "new_chat_member": member(bot, after),
            },
        )


class Private(Chat):
    """A person's chat with the bot."""

    def __init__(self, server: BotApi, person: Person) -> None:
        super().__init__(server, person.id)
        self.person = person

    def as_json(self, chat_id: int) -> Json:
        found = self.person.as_json()
        return {"type": "private", **{key: found[key] for key in ("id", "first_name", "last_name", "username") if key in found}}

    def check_writing(self) -> None:
        if self.person.deactivated:
            raise forbidden("user is deactivated")
        if self.person.blocked:
            raise forbidden("bot was blocked by the user")
        if not self.person.started:
            raise forbidden("bot can't initiate conversation with a user")

    def status(self, user_id: int) -> str:
        return "member" if user_id in {self.id, self.server.bot.id} else "left"


@dataclass(eq=False)
class Topic:
    """A topic of a forum."""

    group: Group
    id: int
    name: str
    root: Message
    closed: bool = False
    deleted: bool = False

    @property
    def key(self) -> tuple[int, int | None]:
        """Which conversation is meant."""
        return id(self.group), self.id

    @property
    def messages(self) -> list[Message]:
        """What the bot sent here."""
        return [message for message in self.group.messages if self.holds(message)]

    def holds(self, message: Message) -> bool:
        """Whether a message of the group stands in this topic."""
        return message.thread == self.id and message.in_topic

    def closes(self) -> None:
        """Let nobody write here; the bot is told."""
        self.closed = True
        self.group.announces(forum_topic_closed={}, thread=self.id, in_topic=True)

    def deletes(self) -> None:
        """Remove it; nobody is told."""
        self.deleted = True


class Group(Chat):
    """A group; the first member owns it."""

    def __init__(self, server: BotApi, id: int, title: str, members: list[Person], *, forum: bool, supergroup: bool) -> None:
        super().__init__(server, id)
        self.title, self.forum = title, forum
        self.type = "supergroup" if supergroup or forum else "group"
        self.members = {person.id: person for person in members}
        self.owner = members[0].id if members else 0
        self.admins: set[int] = set()
        self.bot = "left"
        self.private = True
        self.last_bot_is_ours = True
        self.topics: dict[int, Topic] = {}
        self.old_id: int | None = None
        self.deleted = False

    def as_json(self, chat_id: int) -> Json:
        if chat_id == self.old_id:
            return {"id": chat_id, "type": "group", "title": self.title}
        return {"id": chat_id, "type": self.type, "title": self.title} | ({"is_forum": True} if self.forum else {})

    def check_writing(self) -> None:
        kind = "supergroup" if self.type == "supergroup" else "group"
        if self.deleted:
            raise forbidden("the group chat was deleted")
        if self.bot == "kicked":
            raise forbidden(f"bot was kicked from the {kind} chat")
        if self.bot == "left":
            raise forbidden(f"bot is not a member of the {kind} chat")
        if self.bot == "restricted":
            raise bad("not enough rights to send text messages to the chat")

    def check_thread(self, thread: int | None) -> None:
        if thread is None:
            return
        topic = self.topics.get(thread)
        if topic is None or topic.deleted:
            raise bad("message thread not found")
        if topic.closed and self.bot != "administrator":
            raise ApiError(400, "Bad Request: TOPIC_CLOSED")

    def status(self, user_id: int) -> str:
        if user_id == self.server.bot.id:
            return self.bot
        if user_id not in self.members:
            return "left"
        return "creator" if user_id == self.owner else "administrator" if user_id in self.admins else "member"

    def shows(self, message: Message) -> bool:
        """Whether the bot is told of a message: it is here, and privacy mode lets it through."""
        if self.bot in {"left", "kicked"}:
            return False
        if not self.private or self.bot == "administrator" or message.service:
            return True
        if message.reply_to is not None and message.reply_to.ours:
            return True
        return any(self._means_us(message.text, entity) for entity in message.detected + message.entities)

    def _means_us(self, text: str, entity: Entity) -> bool:
        said = slice_units(text, entity["offset"], entity["length"]).lower()
        name = "@" + self.server.bot.username.lower()
        if entity["type"] == "bot_command":
            return entity["offset"] == 0 and (said.endswith(name) or ("@" not in said and self._bare()))
        if entity["type"] == "text_mention":
            return self.server.mentions and entity["user"]["id"] == self.server.bot.id
        return self.server.mentions and entity["type"] == "mention" and said == name

    def _bare(self) -> bool:
        return self.server.bare_commands == "always" or (self.server.bare_commands == "last" and self.last_bot_is_ours)

    def post(self, author: Json | None, text: str = "", **fields: Any) -> Message:
        """Write a message and tell the bot where it may know."""
        with self.server.lock:
            message = self.write(author, text, **fields)
            if self.shows(message):
                message.update_id = self.server.push("message", message.as_json())
            self.server.changed()
            return message

    def announces(self, by: Json | None = None, thread: int | None = None, in_topic: bool = False, **what: Any) -> Message:
        """Write a message of the platform's own."""
        return self.post(by or self.members[self.owner].as_json(), service=what, thread=thread, in_topic=in_topic)

    def adds_bot(self, by: Person | None = None, *, admin: bool = False, payload: str | None = None) -> Self:
        """Bring the bot in; what it may see is settled now."""
        with self.server.lock:
            who, before = self._by(by), self.bot
            self.bot = "administrator" if admin else "member"
            self.private = self.server.privacy
            self.tell_place(who, before, self.bot)
            self.announces(who, new_chat_members=[self.server.bot.as_json()])
            if payload is not None:
                text = f"/start@{self.server.bot.username} {payload}"
                self.post(who, text, detected=detect(text))
            return self

    def kicks_bot(self, by: Person | None = None, *, status: str = "kicked") -> Self:
        """Send the bot away; a basic group says so in a message as well."""
        with self.server.lock:
            who = self._by(by)
            if self.type == "group":
                self.announces(who, left_chat_member=self.server.bot.as_json())
            return self._place(who, status)

    def promotes_bot(self, by: Person | None = None) -> Self:
        """Make the bot an administrator: it sees everything."""
        return self._place(self._by(by), "administrator")

    def demotes_bot(self, by: Person | None = None) -> Self:
        """Make the bot an ordinary member."""
        return self._place(self._by(by), "member")

    def mutes_bot(self, by: Person | None = None) -> Self:
        """Let the bot stay, but not write."""
        return self._place(self._by(by), "restricted")

    def _place(self, by: Json, status: str) -> Self:
        with self.server.lock:
            before, self.bot = self.bot, status
            self.tell_place(by, before, status)
            self.server.changed()
            return self

    def _by(self, by: Person | None) -> Json:
        return (by or self.members[self.owner]).as_json()

    def renames(self, title: str) -> Self:
        """Give the group another title."""
        with self.server.lock:
            self.title = title
            self.announces(new_chat_title=title)
            return self

    def deletes(self) -> None:
        """Remove the group."""
        with self.server.lock:
            self.deleted = True
            if self.bot not in {"left", "kicked"}:
                self._place(self._by(None), "left")

    def migrates(self, *, leaving: bool = False) -> Self:
        """Become a supergroup; whoever writes to the old id is told the new one."""
        with self.server.lock:
            old, new = self.id, self.server.supergroup_id()
            self.announces(migrate_to_chat_id=new)
            if leaving:
                self.tell_place(self._by(None), self.bot, "left")
            self.old_id, self.id, self.type = old, new, "supergroup"
            self.server.migrated[old] = new
            self.server.chats[new] = self.server.chats.pop(old)
            self.post(GROUP_ANONYMOUS_BOT, service={"migrate_from_chat_id": old}, sender_chat=self.as_json(new))
            return self

    def topic(self, name: str, by: Person | None = None) -> Topic:
        """Open a topic."""
        assert self.forum, "only a forum has topics"
        with self.server.lock:
            root = self.write(self._by(by), service={"forum_topic_created": {"name": name, "icon_color": 7322096}}, in_topic=True)
            root.thread = root.id
            made = self.topics[root.id] = Topic(self, root.id, name, root)
            if self.shows(root):
                root.update_id = self.server.push("message", root.as_json())
            self.server.changed()
            return made

    def other_bot_speaks(self) -> None:
        """Another bot writes: ours is not told, and is no longer the last."""
        self.last_bot_is_ours = False

    def anonymous_says(self, text: str, **fields: Any) -> Message:
        """An administrator who hides behind the group writes."""
        return self.post(GROUP_ANONYMOUS_BOT, text, sender_chat=self.as_json(self.id), **self._placed(fields), detected=detect(text))

    def as_channel(self, title: str, text: str, **fields: Any) -> Message:
        """Somebody writes in the name of a channel."""
        return self.post(CHANNEL_BOT, text, sender_chat=self.server.channel(title), **self._placed(fields), detected=detect(text))

    def channel_posts(self, title: str, text: str) -> Message:
        """The group's channel posts, and the platform passes it on."""
        channel = self.server.channel(title)
        origin = {"type": "channel", "date": self.server.now(), "chat": channel, "message_id": 10}
        more = {"is_automatic_forward": True, "forward_origin": origin}
        return self.post(TELEGRAM, text, sender_chat=channel, more=more, detected=detect(text))

    def _placed(self, fields: Json) -> Json:
        """Where a message stands: `thread` and `reply_to`, as people give them."""
        return self.place(fields.get("thread"), fields.get("reply_to"))

    def place(self, thread: int | Topic | None, reply_to: Message | None) -> Json:
        """The fields of a message that say where it stands.

        In a topic each message replies at least to the topic's first; in a plain supergroup a thread of replies has a number
        as well, which is no topic.
        """
        thread = thread.id if isinstance(thread, Topic) else thread
        thread = None if thread == 1 else thread
        if thread is None and reply_to is not None and self.type == "supergroup":
            in_topic = reply_to.in_topic
            root = reply_to.thread or (None if self.forum else reply_to.id)
            return {"thread": root, "in_topic": in_topic, "reply_to": reply_to}
        if thread is None:
            return {"reply_to": reply_to}
        return {"thread": thread, "in_topic": True, "reply_to": reply_to or self.topics[thread].root}
