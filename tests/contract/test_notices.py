"""Notices in the database."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from db.errors import NoticeUnreadable
from db.marks import HEAD, digest
from db.shipped import take_shipped
from db.store import Store, engine_of, open_store
from db.tables import Status, notices
from knowledge.notice_file import read_notice
from tests.contract.samples import NOW, notice


async def themes(store: Store) -> list[str]:
    """The themes of all published notices."""
    async with store.work() as memory:
        return [theme.text for notice in await memory.notices.published() for theme in notice.themes]


async def seed(store: Store, *texts: str) -> None:
    """Bring packaged notices in."""
    async with store.work() as memory:
        await take_shipped(memory.notices, {f"{number}.toml": content for number, content in enumerate(texts)}, NOW)


async def test_shipped_notices_are_published_once(store: Store) -> None:
    await seed(store, notice("旧"), notice("他", "b"))
    await seed(store, notice("旧"), notice("他", "b"))
    assert await themes(store) == ["旧", "他"]


async def test_a_changed_packaged_notice_replaces_the_shipped_one(store: Store, url: str) -> None:
    await seed(store, notice("旧"))
    await seed(store, notice("新"))
    assert await themes(store) == ["新"]
    engine = engine_of(url)
    async with engine.begin() as connection:
        row = (await connection.execute(select(notices))).one()
    await engine.dispose()
    assert (row.version, row.status, row.origin, row.digest) == (2, "published", "shipped", digest(notice("新")))


@pytest.mark.parametrize("change", [{"status": Status.ARCHIVED}, {"origin": "edited"}])
async def test_a_notice_archived_or_edited_here_is_left_alone(store: Store, url: str, change: dict[str, str]) -> None:
    await seed(store, notice("旧"))
    engine = engine_of(url)
    async with engine.begin() as connection:
        await connection.execute(update(notices).values(**change))
    await seed(store, notice("新"))
    async with engine.begin() as connection:
        row = (await connection.execute(select(notices))).one()
    await engine.dispose()
    assert "旧" in row.body
    assert row.digest == digest(notice("新"))
    assert await themes(store) == ([] if row.status == "archived" else ["旧"])


async def test_a_shipped_notice_that_cannot_be_read_is_renewed_and_another_is_named(store: Store, url: str) -> None:
    await seed(store, notice("旧"), notice("他", "b"))
    engine = engine_of(url)
    async with engine.begin() as connection:
        await connection.execute(update(notices).values(body='{"id": 1}'))
    await seed(store, notice("旧"), notice("他", "b"))
    assert await themes(store) == ["旧", "他"]
    async with engine.begin() as connection:
        await connection.execute(update(notices).where(notices.c.id == "b").values(body='{"id": 1}'))
    await engine.dispose()
    with pytest.raises(NoticeUnreadable, match="b"):
        await themes(store)


async def test_the_database_itself_refuses_a_status_that_is_none(store: Store, url: str) -> None:
    await seed(store, notice("旧"))
    engine = engine_of(url)
    with pytest.raises(IntegrityError):
        async with engine.begin() as connection:
            await connection.execute(update(notices).values(status="lost"))
    await engine.dispose()


async def test_a_new_database_is_at_the_newest_revision(store: Store, url: str) -> None:
    engine = engine_of(url)
    async with engine.begin() as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
    await engine.dispose()


def test_a_stored_notice_reads_back_as_it_was() -> None:
    from knowledge.notice import Notice
    from knowledge.packaged import shipped_notices

    for shipped in shipped_notices():
        assert msgspec.json.decode(msgspec.json.encode(shipped), type=Notice) == shipped


async def test_a_shipped_notice_that_another_process_added_first_is_no_failure(store: Store) -> None:
    await seed(store, notice("旧"))
    parsed = read_notice(notice("旧"), "a.toml")
    async with store.work() as memory:
        await memory.notices.add_shipped(parsed, digest(notice("旧")), NOW)
    assert await themes(store) == ["旧"]


async def test_two_processes_may_start_on_an_empty_database(url: str) -> None:
    async def start() -> Store:
        opened = await open_store(url)
        await seed(opened, *(notice("旧", f"n{number}") for number in range(20)))
        return opened

    stores = await asyncio.gather(*(start() for _ in range(4)))
    assert len(await themes(stores[0])) == 20
    for opened in stores:
        await opened.close()
