"""Deadlines as a calendar file, in the words of a language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.rendering.filters import Filters
from bot.rendering.words import words
from knowledge.calendar_file import as_ics
from knowledge.deadlines import Deadline
from knowledge.notice import Notice


def calendar(notices: Sequence[Notice], language: str, now: datetime) -> tuple[str, bytes]:
    """The name of a file and what is in it: the deadlines of some notices from today on. `now` is in the product's zone."""
    t, zone = words(language), now.tzinfo
    if zone is None:
        raise ValueError("a moment without a zone")
    f = Filters(t)

    def papers(notice: Notice, deadline: Deadline) -> str:
        return f.names(deadline.deliverable.items, notice, brief=True)

    def summary(notice: Notice, deadline: Deadline) -> str:
        return t("calendar.summary", papers=papers(notice, deadline))

    def description(notice: Notice, deadline: Deadline) -> str:
        lines = [t("calendar.notice", notice=f.label(notice), clause=deadline.deliverable.source.clause)]
        if offices := [recipient.office for recipient in deadline.deliverable.to]:
            lines.append(t("calendar.to", recipients=f.list(offices)))
        if deadline.deliverable.due is not None:
            lines.append(t("calendar.words", words=deadline.deliverable.due.text))
        return "\n".join(lines)

    label = f.label(notices[0]) if len(notices) == 1 else t("calendar.several")
    name = t("calendar.name", notice=label)
    made = as_ics(notices, zone, now=now, name=name, summary=summary, description=description, since=now.date())
    return t("calendar.file", notice=label), made
