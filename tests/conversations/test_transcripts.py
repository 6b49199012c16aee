"""Plays the transcripts of this folder through the bot, on the terminal and on Telegram (see README.md here)."""

from __future__ import annotations

import asyncio
import os
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from bot.channels.console import Message, choice_lines
from bot.channels.telegram import polling
from bot.channels.telegram.keyboard import LONGEST_LABEL
from bot.rendering.split import JOINER
from bot.rendering.words import LANGUAGES, words
from bot.workers import reminders
from tests.support.botapi import BotApi
from tests.support.notices import invented, shipped
from tests.support.stages import Deed, How, Opening, Shown, Stage, Terminal
from tests.support.telegram_stage import Telegram

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))
AT = ("时间 ", "at ")
NOTICES = ("通知 ", "notices ")
ORGANISERS = ("组织者 ", "organiser ")
RENEW = "RENEW_TRANSCRIPTS"

_SAID = re.compile(r"(?P<who>[\w]*)(?P<group>#\w+)?(?P<how>>>?|~>) (?P<text>.*)", re.DOTALL)
_FIRST = "王"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a transcript that is no answer, with those that belong to it: a moment, or what somebody does, or neither."""

    lines: tuple[str, ...]
    moment: datetime | None = None
    deed: Deed | None = None


def read(script: str) -> Iterator[Line]:
    """The lines of a transcript without the answers."""
    lines, at = script.split("\n"), 0
    while at < len(lines):
        line, at = lines[at], at + 1
        if line.startswith((*NOTICES, *ORGANISERS, "#")):
            yield Line((line,))
        elif line.startswith(AT):
            yield Line((line,), datetime.fromisoformat(line.split(" ", 1)[1]).replace(tzinfo=ZoneInfo("Asia/Shanghai")))
        elif found := _SAID.fullmatch(line):
            more = []
            while at < len(lines) and lines[at].startswith("| "):
                more.append(lines[at])
                at += 1
            words_of = [text[2:] for text in more]
            text = "\n".join([found["text"], *words_of] if found["text"] != "…" else words_of)
            deed = Deed(found["who"] or _FIRST, found["group"] and found["group"][1:], cast(How, found["how"]), text)
            yield Line((line, *more), deed=deed)


def opening(lines: Sequence[Line]) -> Opening:
    """What a transcript begins with."""
    told = [one.lines[0] for one in lines if one.moment is None and one.deed is None]
    deeds = [one.deed for one in lines if one.deed is not None]
    moments = [one for one in lines if one.moment is not None]
    assert moments, "the transcript does not say when it takes place"
    assert moments[0].moment is not None
    return Opening(
        now=moments[0].moment,
        notices=(invented() if any(line.startswith(NOTICES) for line in told) else shipped()).notices,
        people=tuple(dict.fromkeys([_FIRST, *(deed.who for deed in deeds)])),
        groups=tuple(dict.fromkeys(deed.group for deed in deeds if deed.group)),
        organisers=tuple(line.split(" ", 1)[1] for line in told if line.startswith(ORGANISERS)),
        language="zh" if moments[0].lines[0].startswith(AT[0]) else "en",
    )


def played(script: str, stage: Stage) -> Iterator[tuple[Line, Sequence[Shown] | None]]:
    """The lines of a transcript, each with what is said now because of it; None where that cannot be done on this stage."""
    lines, begun = list(read(script)), False
    for line in lines:
        if line.deed is not None:
            yield line, stage.does(line.deed)
        elif line.moment is not None and begun:
            yield line, stage.waits(line.moment)
        else:
            if line.moment is not None:
                stage.begins(opening(lines))
                begun = True
            yield line, ()


@cache
def on_terminal(script: str) -> tuple[tuple[Line, Sequence[Shown] | None], ...]:
    """A transcript as it is played on the terminal; looked at more than once."""
    return tuple(played(script, Terminal()))


def written(script: str) -> Iterator[str]:
    """The lines of a transcript with the answers that are given now, as the terminal has them."""
    begun = False
    for line, said in on_terminal(script):
        yield from ("", *line.lines) if line.deed or (line.moment and begun) else line.lines
        begun = begun or line.moment is not None
        if line.deed and not said:
            yield "（没有回答）"
        for one in said or ():
            here = line.deed is not None and one.person in (line.deed.who, "") and one.group == (line.deed.group or "")
            yield from as_printed(one, "" if here else f"→{one.room}：")


def as_printed(one: Shown, mark: str) -> Iterator[str]:
    """A message as the terminal has it."""
    files = tuple((name, name) for name in one.files)
    message = Message("", one.person, None, one.text, one.language, one.rows, one.numbered, files)
    for line in [*message.text.split("\n"), *choice_lines(message)]:
        yield f"{mark}{line}"


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_a_conversation_goes_as_written(file: Path) -> None:
    script = file.read_text(encoding="utf-8")
    now = "\n".join(written(script)) + "\n"
    assert not any(words(language)("chat.parked") in now for language in LANGUAGES), "a message could not be dealt with"
    if os.environ.get(RENEW):
        file.write_text(now, encoding="utf-8")
    else:
        assert now == script, f"if the new words are meant: {RENEW}=1 make test ARGS=tests/conversations"


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telegram]:
    """Telegram, with a bot that looks at its clock more often than it need in life, and takes the days between two lines
    for days on which it was in reach."""
    with pytest.MonkeyPatch.context() as patch, asyncio.Runner() as runner:
        patch.setattr(reminders, "TICK", 0.005)
        patch.setattr(polling, "KEPT", timedelta(days=9999))
        server = BotApi()
        runner.run(server.start())
        stage = Telegram(runner, server, tmp_path_factory.mktemp("telegram"))
        yield stage
        stage.ends()
        runner.run(server.stop())
        server.assert_no_complaints()


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_a_conversation_goes_the_same_way_on_telegram(file: Path, telegram: Telegram) -> None:
    script = file.read_text(encoding="utf-8")
    here, there = list[str](), list[str]()
    for (line, said), (_, heard) in zip(on_terminal(script), played(script, telegram), strict=True):
        if said is None or heard is None:
            continue
        rooms = sorted({one.room for one in (*said, *heard)})
        for lines, messages in ((here, said), (there, as_on_terminal(said, heard))):
            lines += ["", *line.lines, *(text for room in rooms for one in messages if one.room == room for text in plainly(one))]
    assert "\n".join(there) == "\n".join(here)


def plainly(one: Shown) -> list[str]:
    """A message without what each stage has its own way to show."""
    return [f"→{one.room}：{line}" for line in [*one.text.strip().split("\n"), *(f"[{label}]" for label in one.labels), *one.files]]


def as_on_terminal(said: Sequence[Shown], heard: Sequence[Shown]) -> list[Shown]:
    """What was heard on Telegram, with all that is rightly another way there made as it was `said` on the terminal.

    - Which chat is served first is left to chance; in each chat the order is the same.
    - An unseen sign (U+2060) keeps words from becoming links.
    - A text that is too long for a message takes several, cut at white space; the last one has the buttons. Text and one
      file are one message where the text is short; several files are a message each.
    - A label that is too long for a button is cut; rows are laid out by the width of a phone.
    - A message that takes the place of an earlier one is edited into it: seen here as another version of that.
    """
    left = {one.room: deque[Shown]() for one in heard}
    for one in heard:
        left[one.room].append(replace(one, text=one.text.replace(JOINER, "")))
    found = [_joined(one, left[one.room]) for one in said if left.get(one.room)]
    return [*found, *(one for some in left.values() for one in some)]


def _joined(said: Shown, left: deque[Shown]) -> Shown:
    """The next message, with those that follow it as far as they are one on the terminal."""
    parts = [left.popleft()]
    while left and _squeezed(said.text) != (so_far := _squeezed(*(one.text for one in parts))) and _squeezed(said.text).startswith(so_far):
        parts.append(left.popleft())
    while left and left[0].files and not left[0].text and sum(len(one.files) for one in parts) < len(said.files):
        parts.append(left.popleft())
    labels = [label for one in parts for label in one.labels]
    fitted = [whole if _is_cut(label, whole) else label for label, whole in zip_longest(labels, said.labels[: len(labels)])]
    whole = len(parts) > 1 and _squeezed(*(one.text for one in parts)) == _squeezed(said.text)
    return replace(
        parts[-1],
        text=said.text if whole else "\n".join(one.text for one in parts),
        rows=(tuple(label for label in fitted if label is not None),),
        files=tuple(name for one in parts for name in one.files),
    )


def _squeezed(*texts: str) -> str:
    return "".join("".join(texts).split())


def _is_cut(label: str | None, whole: str | None) -> bool:
    if label is None or whole is None or len(whole) <= LONGEST_LABEL:
        return False
    return len(label) == LONGEST_LABEL and label.endswith("…") and whole.startswith(label[:-1])
