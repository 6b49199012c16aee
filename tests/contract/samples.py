"""What the contract tests put into databases."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec

from db.errors import StoreBusy
from db.store import Store, Transaction
from handlers.errors import Conflict
from handlers.messages import Content, Incoming, Lane, Text
from handlers.ports import Job, Outgoing, Saving
from handlers.subscription import Subscription
from knowledge.forms.model import Field, FieldKind, Form, FormKind
from knowledge.forms.submission import ONLY, Blank, Entry, Submission, history, with_entries
from knowledge.reminders import Slot
from knowledge.source import Source

NOW = datetime(2026, 5, 20, 1, 0, tzinfo=UTC)
HERE = timezone(timedelta(hours=8))
LANE = Lane("console", "", "", "wang")
FIGURE = Field(id="visits", label="参观人次", kind=FieldKind.INTEGER)
FORM = Form(id="t", title="统计表", kind=FormKind.SINGLE, fields=(FIGURE,), source=Source(clause="一"))


def notice(theme: str, notice_id: str = "a") -> str:
    """A small notice as TOML."""
    return (
        f'id = "{notice_id}"\ntitle = "通知"\n[[themes]]\nid = "t"\ntext = "{theme}"\n'
        'source = { clause = "一" }\n[[clauses]]\nid = "c"\nnumber = "一"\nsummary = "主题"\n'
    )


def said(key: str, user: str = "wang", content: Content | None = None, **more: Any) -> Incoming:
    """A message."""
    return Incoming(id=key, channel="console", user=user, content=content or Text(text=f"words of {key}"), received_at=NOW.astimezone(HERE), **more)


def outgoing(key: str, lane: Lane = LANE, **more: Any) -> Outgoing:
    """A message to be sent."""
    return Outgoing(id=key, lane=lane, text=f"你好 {key}", language="zh", **more)


def subscription(key: str, lane: Lane = LANE, **more: Any) -> Subscription:
    """A chat that is reminded, saved for the first time."""
    values = {"by": "console:wang", "created_at": NOW.astimezone(HERE), "notice": "a", "version": 1, **more}
    return Subscription(id=key, lane=lane, **values)


def slot(after: float, deliverable: str = "report", lead: str = "3d", **more: Any) -> Slot:
    """A reminder so many hours from now."""
    values: dict[str, Any] = {"notice": "a", "due": "2026-06-03", "due_at": datetime(2026, 6, 3, 23, 59, tzinfo=HERE), **more}
    return Slot(at=(NOW + timedelta(hours=after)).astimezone(HERE), deliverable=deliverable, slot=lead, **values)


def job(key: str, lane: Lane = LANE) -> Job:
    """Work to be done."""
    return Job(key, lane, "workbook", '{"notice": "a"}')


def submission(key: str, unit: str = "红旗区科协", **more: Any) -> Submission:
    """A table just begun, saved for the first time."""
    values = {"begun_at": NOW.astimezone(HERE), "changed_at": NOW.astimezone(HERE), "holder": "console:wang", "people": ("console:wang",), **more}
    return Submission(id=key, notice="a", form=FORM, unit=unit, version=1, **values)


def following(before: Submission, **changes: Any) -> Submission:
    """The submission that is saved next."""
    return msgspec.structs.replace(before, version=before.version + 1, **changes)


def filled(before: Submission, value: str, key: str = "m") -> Submission:
    """The submission that is saved next, with a figure in its blank."""
    entry = Entry(value=value, raw=f"{value}人次", by="console:wang", at=NOW, key=key)
    return following(with_entries(before, {Blank(ONLY, "visits"): entry}))


def saving(after: Submission, before: Submission | None = None, key: str = "m") -> Saving:
    """A submission to be stored with what was changed."""
    return Saving(after, history(before, after, by="console:wang", at=NOW, key=key))


async def insist(store: Store, step: Callable[[Transaction], Awaitable[None]]) -> None:
    """A step in a transaction of its own, run again as long as somebody else is in the way."""
    while True:
        try:
            async with store.work() as memory:
                await step(memory)
        except (Conflict, StoreBusy):
            continue
        return
