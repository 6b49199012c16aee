"""The notices delivered with the program, brought into the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from db.marks import digest
from db.repositories.notices import NoticeRepository
from knowledge.notice_file import read_notice


async def take_shipped(notices: NoticeRepository, texts: Mapping[str, str], at: datetime) -> None:
    """Add the packaged notices (texts by file name) that are missing and renew those that changed."""
    compared = await notices.compared_digests()
    for name, text in texts.items():
        if digest(text) not in compared:
            await notices.take_shipped(read_notice(text, name), digest(text), at)
