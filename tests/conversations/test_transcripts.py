"""Plays the transcripts of this folder through the bot (see README.md here)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.channels.console import Message, choice_lines
from bot.rendering.words import LANGUAGES, words
from handlers.messages import Content, Edited, File, Press, Text
from handlers.ports import Outgoing
from tests.support.notices import invented, shipped
from tests.support.talk import Talk, talk

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))
AT = ("时间 ", "at ")
NOTICES = ("通知 ", "notices ")
RENEW = "RENEW_TRANSCRIPTS"

_SAID = re.compile(r"(?P<who>[\w]*)(?P<group>#\w+)?(?P<how>>>?|~>) (?P<text>.*)", re.DOTALL)
_FIRST = "王"


def played(script: str) -> Iterator[str]:
    """The lines of a transcript with the answers that are given now."""
    catalogue, bot = shipped(), None
    lines, at = script.split("\n"), 0
    while at < len(lines):
        line, at = lines[at], at + 1
        if line.startswith(NOTICES):
            catalogue = invented()
        if line.startswith(AT):
            now = datetime.fromisoformat(line.split(" ", 1)[1]).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
            bot = bot or talk(catalogue.notices)
            bot.now = now
        if line.startswith((*AT, *NOTICES, "#")):
            yield line
        elif _SAID.fullmatch(line):
            more = []
            while at < len(lines) and lines[at].startswith("| "):
                more.append(lines[at])
                at += 1
            assert bot is not None, "the transcript does not say when it takes place"
            yield from ("", line, *more, *answers(bot, line, [text[2:] for text in more]))


def answers(bot: Talk, line: str, more: list[str]) -> Iterator[str]:
    """What is said to anybody because of what somebody does."""
    found = _SAID.fullmatch(line)
    assert found is not None
    who = found["who"] or _FIRST
    text = "\n".join([found["text"], *more] if found["text"] != "…" else more)
    said = bot.say(content_of(bot, found["how"], text), who, group=found["group"] and found["group"][1:])
    if not said:
        yield "（没有回答）"
    for one in said:
        yield from shown(one, "" if one.lane.person == who else f"→{one.lane.person}：")


def content_of(bot: Talk, how: str, text: str) -> Content:
    """What the person does: types, presses, sends a file ("/send"), changes the message before ("~>")."""
    if how == ">>":
        return Press(text)
    if how == "~>":
        return Edited(f"m{bot.count}", text)
    return File(text.removeprefix("/send ")) if text.startswith("/send ") else Text(text)


def shown(one: Outgoing, mark: str) -> Iterator[str]:
    """A message as the terminal has it."""
    files = tuple((name, name) for name, _ in one.files)
    message = Message(one.id, one.lane.person, None, one.text, one.language, one.buttons, one.numbered, files)
    for line in [*message.text.split("\n"), *choice_lines(message)]:
        yield f"{mark}{line}"


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_a_conversation_goes_as_written(file: Path) -> None:
    script = file.read_text(encoding="utf-8")
    now = "\n".join(played(script)) + "\n"
    assert not any(words(language)("chat.parked") in now for language in LANGUAGES), "a message could not be dealt with"
    if os.environ.get(RENEW):
        file.write_text(now, encoding="utf-8")
    else:
        assert now == script, f"if the new words are meant: {RENEW}=1 make test ARGS=tests/conversations"
