"""What must hold after the day: everything said was dealt with once, everything due was said, nothing more often than nobody knew."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app import addresses
from bot.channels.telegram.markup import harmless
from bot.channels.telegram.parts import TEXT_LIMIT
from bot.rendering.split import split, utf16
from knowledge.packaged import shipped_notices
from knowledge.reminders import Times, plan
from tests.support.botapi import BotApi
from tests.support.day import ZONE, Day
from tests.support.killer import SENDS

Row = sqlite3.Row
UNSETTLED = (
    "SELECT count(*) FROM inbox WHERE finished_at IS NULL",
    "SELECT count(*) FROM outbox WHERE sent_at IS NULL",
    "SELECT count(*) FROM jobs WHERE finished_at IS NULL",
    "SELECT count(*) FROM reminders WHERE done_at IS NULL",
)


def unsettled(data: Path) -> tuple[int, ...]:
    """How many messages in, messages out, pieces of work and reminders are not done with."""
    with closing(_opened(data)) as connection:
        return tuple(int(connection.execute(statement).fetchone()[0]) for statement in UNSETTLED)


def _opened(data: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(data / "zhouzhi.sqlite3", timeout=20)
    connection.row_factory = sqlite3.Row
    return connection


@dataclass
class Found:
    """What stands in the database, and what came of it."""

    day: Day
    inbox: list[Row]
    outbox: list[Row]
    reminders: list[Row]
    subscriptions: list[Row]
    submissions: list[Row]
    changes: list[Row]
    repeats: int = 0
    reminded: int = 0
    latest: float = 0.0

    @property
    def server(self) -> BotApi:
        """The platform."""
        return self.day.server

    @property
    def reminders_messages(self) -> int:
        """How many messages were reminders."""
        return sum(row["id"].startswith("r-") for row in self.outbox)

    @property
    def unknown(self) -> int:
        """How often nobody knew whether a message was sent."""
        return sum(row["unknown"] for row in self.outbox)


def check(day: Day, data: Path) -> Found:
    """Look at everything; raises AssertionError."""
    with closing(_opened(data)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"

        def rows(table: str, order: str) -> list[Row]:
            return connection.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()

        found = Found(
            day,
            inbox=rows("inbox", "number"),
            outbox=rows("outbox", "position"),
            reminders=rows("reminders", "number"),
            subscriptions=rows("subscriptions", "id"),
            submissions=rows("submissions", "id"),
            changes=rows("submission_changes", "submission, version, ordinal"),
        )
    _came_in(found)
    _was_answered(found)
    _figures(found)
    _reminders(found)
    _was_delivered(found)
    return found


def _came_in(found: Found) -> None:
    """Every message was kept and dealt with once, and nothing else was."""
    day = found.day
    assert not [row["id"] for row in found.inbox if row["finished_at"] is None or row["parked"]]
    kept = {row["id"] for row in found.inbox}
    assert not day.sent.keys() - kept, f"lost: {sorted(day.sent.keys() - kept)[:5]}"
    others = Counter(json.loads(row["body"])["kind"] for row in found.inbox if row["id"] not in day.sent)
    assert others.pop("migrated") >= 1
    receipts = sum(row["receipt"] is not None for row in found.outbox)
    exports = sum(text == "导出" for text in day.sent.values())
    assert others == +Counter({"added": len(day.groups), "delivered": receipts, "job_done": exports}), others


def _was_answered(found: Found) -> None:
    """Every message has its answer, and every answer was sent."""
    said = {row["id"] for row in found.outbox}
    unanswered = [key for key in found.day.sent if f"{key}-1" not in said]
    assert not unanswered, f"not answered: {unanswered[:5]}"
    given_up = [(row["id"], row["fate"], row["detail"]) for row in found.outbox if row["state"] != "sent"]
    assert not given_up, given_up


def _figures(found: Found) -> None:
    """Every figure stands as it was acknowledged; the history has each change once."""
    assert len(found.submissions) == len(found.day.written)
    by_person = {json.loads(row["body"])["people"][0]: row for row in found.submissions}
    of_table: dict[str, list[Row]] = defaultdict(list)
    for line in found.changes:
        of_table[line["submission"]].append(line)
    for person, written in found.day.written.items():
        row = by_person[f"telegram:{person}"]
        body = json.loads(row["body"])
        assert {blank["field"]: entry["value"] for blank, entry in body["entries"]} == written.figures
        assert (body["unit"], body["status"], body["revision"]) == (written.unit, "submitted", written.revisions)
        lines = of_table[row["id"]]
        assert [(line["field"], line["after"]) for line in lines if line["did"] == "set"] == written.changes
        assert Counter(line["did"] for line in lines if line["did"] != "set") == {"began": 1, "submitted": written.revisions}
        keys = [line["key"] for line in lines]
        assert len(set(keys)) == len(keys), "a message took effect twice"


def _reminders(found: Found) -> None:
    """What was planned is what had to be, and all of it was said, once and in one message for what was due together."""
    day = found.day
    arrived = {row["id"]: _moment(row["received_at"]) for row in found.inbox}
    planned: dict[str, list[Row]] = defaultdict(list)
    for row in found.reminders:
        planned[row["subscription"]].append(row)
    began = {str(place.id): key for place, key in day.subscribed.items()}
    assert sorted(row["room"] for row in found.subscriptions) == sorted(began)
    expected: dict[str, str] = {}
    for subscription in found.subscriptions:
        key, since = subscription["id"], arrived[began[subscription["room"]]]
        slots = plan(day.notice, Times(lead=day.lead, quiet=()), ZONE, since=since)
        assert [(row["deliverable"], row["slot"]) for row in planned[key]] == [(slot.deliverable, slot.slot) for slot in slots]
        at: dict[str, list[Row]] = defaultdict(list)
        for row in planned[key]:
            handed_in = row["outcome"] == "reported" and not subscription["chat"] and row["deliverable"] == "statistics"
            assert row["outcome"] == "said" or handed_in, tuple(row)
            if row["outcome"] == "said":
                at[row["done_at"]].append(row)
                late = (_moment(row["done_at"]) - _moment(row["at"])).total_seconds()
                assert late >= 0
                found.latest = max(found.latest, late)
        expected |= {f"r-{key}-{min(row['number'] for row in rows)}": done_at for done_at, rows in at.items()}
    said = {row["id"]: row["created_at"] for row in found.outbox if row["id"].startswith("r-")}
    assert said == expected
    found.reminded = sum(row["outcome"] == "said" for row in found.reminders)


def _was_delivered(found: Found) -> None:
    """In each chat stands what was to be said there, in order; more often only as often as nobody knew."""
    known = addresses((*shipped_notices(), found.day.notice))
    moved = {str(old): str(new) for old, new in found.server.migrated.items()}
    wanted: dict[str, list[str]] = defaultdict(list)
    in_doubt: Counter[str] = Counter()
    for row in found.outbox:
        wanted[row["room"]] += [piece.strip() for piece in split(harmless(row["text"], known, found.server.bot.username), TEXT_LIMIT, utf16)]
        in_doubt[row["room"]] += row["unknown"]
    heard: dict[str, list[str]] = defaultdict(list)
    for call in found.server.calls:
        if call.method in SENDS and call.effect:
            heard[moved.get(str(call.chat_id), str(call.chat_id))].append(_words(call.result))
    for room, texts in wanted.items():
        repeats = _repeats(room, texts, heard.pop(room, []))
        assert repeats <= in_doubt[room], f"{repeats} repeats in {room}, of which only {in_doubt[room]} could be"
        found.repeats += repeats
    assert not heard, f"said where nothing was to be said: {list(heard)[:3]}"


def _words(result: Any) -> str:
    return str(result.get("text", result.get("caption", ""))).strip()


def _repeats(room: str, wanted: list[str], heard: list[str]) -> int:
    """How many of the messages of a chat stand there once more; raises where any is missing or out of order."""
    at = repeats = 0
    for text in heard:
        if at < len(wanted) and text == wanted[at]:
            at += 1
        elif at and text == wanted[at - 1]:
            repeats += 1
        else:
            raise AssertionError(f"in {room} came {text!r} where {wanted[at : at + 1]} was due")
    assert at == len(wanted), f"never arrived in {room}: {wanted[at]!r}"
    return repeats


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
