"""A chat that is reminded of deadlines, and how it wants that."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from handlers.lane import Lane


class Subscription(Struct, frozen=True, kw_only=True):
    """A group (its lane has no person) or a person that is reminded of one `notice`, or of all notices of a `place`.

    `by` is who asked for it ("telegram:123"). `lead` and `at` replace those of the settings; `own` has the leads of
    single deliverables, by "notice/deliverable" (none at all: that one is never reminded of). `muted_until`: silent
    before that moment (`FOREVER`: until told otherwise). `held`: the chat cannot be written to at present. `ended`: over;
    kept for the history. `practice`: of a made-up notice, for practising. The version counts savings, from 1.
    """

    id: str
    lane: Lane
    by: str
    created_at: datetime
    notice: str | None = None
    place: str | None = None
    language: str | None = None
    lead: tuple[str, ...] | None = None
    at: str | None = None
    own: dict[str, tuple[str, ...]] = {}
    muted_until: datetime | None = None
    held: bool = False
    ended: bool = False
    practice: bool = False
    version: int = 0
