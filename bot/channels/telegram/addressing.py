"""Whether words in a group are meant for us, and what is left of them without our name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.channels.telegram.wire import Entity, Message

_AROUND = " \t\n,，:：、"
"""What may stand between our name and the rest."""

_OF_OTHERS = frozenset({"url", "email", "code", "pre", "text_link", "mention", "bot_command"})
_WIDTH = 2


@dataclass(frozen=True, slots=True)
class Me:
    """Who we are on the platform: the number, and the name without "@"."""

    id: int
    name: str

    @property
    def mention(self) -> str:
        """How people name us."""
        return f"@{self.name.lower()}"


@dataclass(frozen=True)
class Said:
    """Words with what the platform found in them."""

    text: str
    entities: tuple[Entity, ...]
    me: Me

    @cached_property
    def is_for_another(self) -> bool:
        """Whether they are a command that names another bot."""
        return any(at and at != self.me.name.lower() for entity in self._of("bot_command") if self._begins(entity) for at in [self._named(entity)])

    @cached_property
    def names_us(self) -> bool:
        """Whether they mention us, or are a command: with our name, or at the beginning without any."""
        return bool(self._mentions) or any(
            self._named(entity) == self.me.name.lower() or (not self._named(entity) and self._begins(entity)) for entity in self._of("bot_command")
        )

    @property
    def without_us(self) -> str:
        """The words without our name, wherever it stands."""
        commands = [self._name_span(entity) for entity in self._of("bot_command") if self._named(entity) == self.me.name.lower()]
        text = self._units
        for start, end in sorted({*self._mentions, *commands}, reverse=True):
            text = _joined(text[: start * _WIDTH], text[end * _WIDTH :], glued=(start, end) in commands)
        return _text(text).strip()

    @cached_property
    def _units(self) -> bytes:
        return self.text.encode("utf-16-le", "surrogatepass")

    def _of(self, kind: str) -> Iterator[Entity]:
        return (entity for entity in self.entities if entity.type == kind)

    def _slice(self, entity: Entity) -> str:
        return _text(self._units[entity.offset * _WIDTH : (entity.offset + entity.length) * _WIDTH])

    def _begins(self, entity: Entity) -> bool:
        """Whether nothing stands before it but our name."""
        before = _text(self._units[: entity.offset * _WIDTH]).strip(_AROUND)
        return not before or before.lower() == self.me.mention

    def _named(self, command: Entity) -> str:
        """The bot that a command names, empty where it names none."""
        return self._slice(command).partition("@")[2].lower()

    def _name_span(self, command: Entity) -> tuple[int, int]:
        end = command.offset + command.length
        return end - len(self.me.mention), end

    @cached_property
    def _mentions(self) -> tuple[tuple[int, int], ...]:
        """Where we are mentioned, in UTF-16 code units."""
        named = [entity for entity in self._of("mention") if self._slice(entity).lower() == self.me.mention]
        meant = [entity for entity in self._of("text_mention") if entity.user is not None and entity.user.id == self.me.id]
        found = {(entity.offset, entity.offset + entity.length) for entity in (*named, *meant) if entity.length}
        return tuple(sorted(found | set(self._unmarked())))

    def _unmarked(self) -> Iterator[tuple[int, int]]:
        """Where our name stands beside a Chinese character, which keeps the platform from seeing a mention."""
        taken = [(entity.offset, entity.offset + entity.length) for entity in self.entities if entity.type in _OF_OTHERS]
        for match in _beside_letters(self.me.mention).finditer(self.text):
            start, end = (len(self.text[:at].encode("utf-16-le", "surrogatepass")) // _WIDTH for at in match.span())
            if not any(begin < end and start < over for begin, over in taken):
                yield start, end


@lru_cache
def _beside_letters(mention: str) -> re.Pattern[str]:
    name = re.escape(mention)
    return re.compile(rf"(?<=[^\W\x00-\x7f]){name}(?![A-Za-z0-9_])|(?<![!-~]){name}(?=[^\W\x00-\x7f])", re.IGNORECASE)


def is_addressed(message: Message, said: Said) -> bool:
    """Whether a message in a group is meant for us."""
    return not said.is_for_another and (said.names_us or _answers(message, said.me))


def _answers(message: Message, me: Me) -> bool:
    """Whether it replies to something we said; in a topic all messages seem to reply to the one that opened it."""
    to = message.reply_to_message
    if to is None or to.sender is None or to.forum_topic_created is not None:
        return False
    return to.sender.id == me.id and not (message.is_topic_message and to.message_id == message.message_thread_id)


def _joined(before: bytes, behind: bytes, *, glued: bool) -> bytes:
    """Two pieces around what was cut out, with one space between them at most."""
    if glued:
        return before + behind
    left, right = _text(before), _text(behind)
    if not left.strip(_AROUND):
        return right.lstrip(_AROUND).encode("utf-16-le", "surrogatepass")
    if left[-1:].isspace() or right[:1].isspace():
        left, right = left.rstrip(" "), right.lstrip(" ")
        right = f" {right}" if right[:1].isalnum() and not left.endswith("\n") else right
    return (left + right).encode("utf-16-le", "surrogatepass")


def _text(units: bytes) -> str:
    return units.decode("utf-16-le", "surrogatepass")
