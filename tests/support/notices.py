"""Notices to test with: the shipped ones, and seven about invented places."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from knowledge.answering.catalogue import Catalogue
from knowledge.notice_file import read_notice
from knowledge.packaged import shipped_notices

NOW = datetime(2026, 5, 25, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A Monday morning in the campaign of 2026."""

INVENTED = Path(__file__).parent.parent / "notices"


@cache
def shipped() -> Catalogue:
    """The five notices that the bot comes with."""
    return Catalogue(shipped_notices())


@cache
def invented() -> Catalogue:
    """The seven notices of tests/notices."""
    return Catalogue(read_notice(path.read_text(encoding="utf-8"), path.name) for path in sorted(INVENTED.glob("*.toml")))
