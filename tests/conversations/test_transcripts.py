"""Plays the transcripts of this folder through the handlers (see README.md here)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.rendering.render import Renderer
from bot.rendering.words import words
from handlers.facts import Facts
from handlers.messages import Content, Incoming, Phrase, Press, Reply, Text
from handlers.router import step
from handlers.states import decode, encode
from tests.support.notices import shipped

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))
AT = ("时间 ", "at ")
RENEW = "RENEW_TRANSCRIPTS"


def played(script: str) -> Iterator[str]:
    """The lines of a transcript with the answers that are given now."""
    at, saved, number = None, None, 0
    for line in script.splitlines():
        if line.startswith(AT):
            at = datetime.fromisoformat(line.split(" ", 1)[1]).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        if line.startswith((*AT, "#")):
            yield line
        elif line.startswith(">"):
            assert at is not None, "the transcript does not say when it takes place"
            number += 1
            said = Incoming(id=str(number), channel="console", user="wang", content=content_of(line), received_at=at)
            turn = step(decode(saved) if saved else None, said, Facts(shipped(), Renderer().choice))
            saved = encode(turn.state)
            yield from ("", line, *(text for reply in turn.replies for text in lines_of(reply)))


def content_of(line: str) -> Content:
    """What the person does."""
    return Press(line[3:]) if line.startswith(">> ") else Text(line[2:])


def lines_of(reply: Reply) -> list[str]:
    """A reply as a transcript has it."""
    if isinstance(reply.said, Phrase):
        text = words(reply.language or "zh")(reply.said.key, **reply.said.values)
    else:
        text = Renderer().answer(reply.said, notices=tuple(shipped().notices))
    labels = [label for row in reply.buttons for label in row]
    return [*text.split("\n"), *(f"[{number}] {label}" for number, label in enumerate(labels, start=1))]


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_a_conversation_goes_as_written(file: Path) -> None:
    script = file.read_text(encoding="utf-8")
    now = "\n".join(played(script)) + "\n"
    if os.environ.get(RENEW):
        file.write_text(now, encoding="utf-8")
    else:
        assert now == script, f"if the new words are meant: {RENEW}=1 make test ARGS=tests/conversations"
