"""`ask`: a question, or a file of conversations, answered on standard output."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from bot.app import Assistant, assistant, published
from bot.clock import moment
from bot.commands.explain import explained, plain
from bot.config import Settings
from bot.errors import Refused
from bot.log import NAME
from bot.notice_files import read_notices
from bot.output import complain, printable, say
from bot.rendering.words import words
from handlers.flows.ask import ask
from handlers.messages import Incoming, Reply, Text, Turn
from handlers.states import Asking, talk_of
from knowledge.answering.answer import Answer, Cited

log = logging.getLogger(__name__)


class Conversation(msgspec.Struct):
    """A line of a batch: what one person says, in order."""

    id: str | int
    turns: list[str]


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks at a moment and is not remembered afterwards."""

    assistant: Assistant
    now: datetime
    unit: str | None

    def turn(self, text: str, state: Asking | None = None, number: int = 1) -> Turn:
        """What a turn of a conversation comes to; None is a new conversation."""
        said = Incoming(id=str(number), channel="console", user="", content=Text(text), received_at=self.now)
        return ask(state or Asking(unit=self.unit), said, Text(text), replace(self.assistant.facts, fills=False))


def run(options: argparse.Namespace, load: Callable[[], Settings]) -> int:
    """Answer and return the exit status."""
    settings = load()
    question = " ".join(options.question).strip()
    if bool(question) == (options.batch is not None):
        raise Refused("error.question_and_batch" if question else "error.no_question")
    now = moment(options.now, settings.zone)
    batch = _batch(options.batch) if options.batch is not None else None
    notices = read_notices(options.notices) if options.notices else published(settings, now)
    asker = Asker(assistant(settings, notices), now, options.unit)
    if batch is not None:
        return _run_batch(asker, batch, explain=options.explain)
    (reply,) = asker.turn(question).replies
    _say_one(asker.assistant, reply, as_json=options.json, explain=options.explain)
    return 0


def _say_one(asked: Assistant, reply: Reply, *, as_json: bool, explain: bool) -> None:
    if as_json:
        say(json.dumps(document(asked, reply, explain=explain), ensure_ascii=False))
        return
    say(asked.text(reply))
    t = words(reply.language or asked.locale)
    answer = _answer(reply)
    if reply.buttons and answer.blocks:
        say(t("lead.others"))
    for label in _labels(asked, reply):
        say(t("chat.choice_plain", label=label))
    if explain:
        say("\n" + "\n".join(explained(answer.trace, t)))


def _run_batch(asker: Asker, batch: list[Conversation], *, explain: bool) -> int:
    """Print a line for each conversation. A turn that fails is reported and has an apology for its
    answer; the turns after it go on from the one before."""
    failed = 0
    for conversation in batch:
        answers: list[dict[str, Any]] = []
        state: Asking | None = None
        for number, text in enumerate(conversation.turns, start=1):
            try:
                turn = asker.turn(text, state, number)
                answers += [document(asker.assistant, reply, explain=explain) for reply in turn.replies]
                state = talk_of(turn.state)
            except Exception:
                log.exception("a turn of the batch failed")
                complain(asker.assistant.words("error.batch_turn", id=conversation.id, turn=number, log=NAME))
                answers.append(_apology(asker.assistant))
                failed += 1
        say(json.dumps({"id": conversation.id, "answers": answers}, ensure_ascii=False))
    return 1 if failed else 0


def _apology(asked: Assistant) -> dict[str, Any]:
    """What stands in the place of an answer that could not be given."""
    empty: dict[str, Any] = {"known": False, "missing": [], "kind": "other", "notices": [], "facts": [], "choices": []}
    return {"answer": asked.words("chat.failed"), **empty, "failed": True}


def document(asked: Assistant, reply: Reply, *, explain: bool = False) -> dict[str, Any]:
    """An answer as JSON has it."""
    answer = _answer(reply)
    found: dict[str, Any] = {
        "answer": printable(asked.text(reply)),
        "known": answer.known,
        "missing": list(answer.missing),
        "kind": answer.kind,
        "notices": [block.notice.id for block in answer.blocks],
        "facts": [_fact(cited) for cited in answer.cited],
        "choices": _labels(asked, reply),
    }
    return {**found, "explain": plain(answer.trace)} if explain else found


def _labels(asked: Assistant, reply: Reply) -> list[str]:
    return [label for row in asked.labels(reply) for label in row]


def _answer(reply: Reply) -> Answer:
    if not isinstance(reply.said, Answer):
        raise TypeError("a typed question is replied to with an answer")
    return reply.said


def _fact(cited: Cited) -> dict[str, Any]:
    source = {"clause": cited.source.clause, "quote": cited.source.quote}
    return {"id": cited.id, "notice": cited.notice, "kind": cited.kind, "value": cited.value, "source": source}


def _batch(name: str) -> list[Conversation]:
    """The conversations of a file of JSON lines ("-": standard input)."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Refused("error.file_missing", file=name) from error
    except UnicodeDecodeError as error:
        raise Refused("error.not_utf8", file=name) from error
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                found.append(msgspec.json.decode(line, type=Conversation))
            except msgspec.DecodeError as error:
                raise Refused("error.batch_line", file=name, line=number) from error
    return found
