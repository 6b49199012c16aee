"""`doctor`: whether everything is in order, one line a check."""

from __future__ import annotations

import argparse
import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from bot.app import channels, opened_store, published, shown
from bot.clock import moment
from bot.config import FILE, Settings, language_of
from bot.errors import CommandError, Failed
from bot.output import say
from bot.problems import sentence, sentences
from bot.reading.office import program_or_none
from bot.rendering.words import Words, words
from db import sqlite
from knowledge.errors import NoticeInvalid

if TYPE_CHECKING:
    from bot.channels.base import Finding

Found: TypeAlias = tuple[Literal["ok", "note"], str]
"""What a check that did not fail says: all well, or something to know."""


def run(options: argparse.Namespace, load: Callable[[], Settings]) -> int:
    """Print a line for each check; the exit status is 1 where one failed."""
    t = words(language_of(options.config, os.environ))
    try:
        settings = load()
    except CommandError as error:
        say(t("doctor.bad", check=t("doctor.configuration"), found=sentence(error, t)))
        return 1
    say(t("doctor.ok", check=t("doctor.configuration"), found=_file(options.config, t)))
    now = moment(None, settings.zone)
    passed = [_checked(name, check, t) for name, check in _checks(settings, now, t)]
    return 0 if all(passed) else 1


def _checks(settings: Settings, now: datetime, t: Words) -> Iterator[tuple[str, Callable[[], Found]]]:
    yield "database", lambda: _database(settings, now, t)
    yield "notices", lambda: ("ok", t("doctor.count", count=len(published(settings, now))))
    yield "documents", lambda: ("ok", t("doctor.libreoffice" if program_or_none() else "doctor.no_libreoffice"))
    if settings.telegram.token:
        yield "telegram", lambda: asyncio.run(_channels(settings, t))
    if settings.wecom.bot_id or settings.wecom.secret or settings.wecom.robots:
        yield "wecom", lambda: ("note", t("doctor.later"))


def _checked(name: str, check: Callable[[], Found], t: Words) -> bool:
    try:
        mark, found = check()
    except CommandError as error:
        say(t("doctor.bad", check=t(f"doctor.{name}"), found=sentence(error, t)))
        return False
    except NoticeInvalid as error:
        say(t("doctor.bad", check=t(f"doctor.{name}"), found=next(sentences(error, t))))
        return False
    say(t(f"doctor.{mark}", check=t(f"doctor.{name}"), found=found))
    return True


def _file(named: Path | None, t: Words) -> str:
    if named is None and not Path(FILE).exists():
        return t("doctor.defaults")
    return str(named or FILE)


def _database(settings: Settings, now: datetime, t: Words) -> Found:
    file = sqlite.file_of(settings.database_url)
    if file is not None and not file.exists():
        return _fresh(file, t)
    asyncio.run(_open(settings, now))
    if file is None:
        return "ok", shown(settings)
    journal = "WAL" if sqlite.wal_is_safe(sqlite3.sqlite_version_info) else "rollback journal"
    return "ok", t("doctor.sqlite", file=file, version=sqlite3.sqlite_version, journal=journal)


def _fresh(file: Path, t: Words) -> Found:
    """There is no database yet: whether one could be made."""
    folder = next(folder for folder in file.absolute().parents if folder.exists())
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Failed("error.store_unreachable", database=file, detail=os.strerror(13))
    return "ok", t("doctor.fresh", file=file)


async def _channels(settings: Settings, t: Words) -> Found:
    """How the channels stand with their platforms; raises Failed for what must be put right."""
    found: list[Finding] = []
    for channel in channels(settings):
        found += await channel.check()
        await channel.close()
    bad = next((finding for finding in found if finding.mark == "bad"), None)
    if bad is not None:
        raise Failed(bad.key, **bad.values)
    said = t("mark.semicolon").join(t(finding.key, **finding.values) for finding in found)
    return "note" if any(finding.mark == "note" for finding in found) else "ok", said


async def _open(settings: Settings, now: datetime) -> None:
    async with opened_store(settings, now):
        return
