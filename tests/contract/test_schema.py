"""Making, migrating, opening and refusing a database."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from time import perf_counter

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

import db
import db.store as db_store
from db import sqlite
from db.errors import SchemaUnknown, StoreBusy, StoreCorrupt, StoreForeign, StoreUnreachable
from db.marks import HEAD
from db.quick import published_or_none
from db.schema import migrate
from db.shipped import take_shipped
from db.store import engine_of, open_store
from handlers.ports import Fate, Saved
from tests.contract.samples import LANE, NOW, notice, outgoing, said


def url(file: Path) -> str:
    """The address of a file."""
    return f"sqlite+aiosqlite:///{file}"


def schema(file: Path) -> list[tuple[str, str]]:
    """Everything that is defined in a file."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        return [(name, " ".join(sql.replace(",", " , ").split())) for name, sql in rows]


FACTS = [
    (
        "conversations",
        "channel, chat, thread, person, version, state, updated_at",
        ("console", "", "", "wang", 7, '{"v": 2}', "2026-05-20 01:00:00.000000"),
    ),
    ("notices", "id, version, status, origin, body, digest, published_at", ("b", 3, "archived", "edited", "{}", None, None)),
    ("notices", "id, version, status, origin, body, digest, published_at", ("z", 1, "draft", "shipped", "{}", "ab", "2026-05-20 01:00:00.000000")),
]
"""Rows of the tables of 0001."""


def at_0001(file: Path) -> None:
    """A file as version 0001 left it, with something in every table."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        migrate(connection, to="0001")
    engine.dispose()
    with closing(sqlite3.connect(file)) as plain:
        for table, columns, values in FACTS:
            plain.execute(f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(values))})", values)
        plain.commit()


def facts(file: Path) -> list[tuple[str, str, tuple[object, ...]]]:
    """What is in the tables of 0001."""
    with closing(sqlite3.connect(file)) as connection:
        kinds = {table: columns for table, columns, _ in FACTS}
        return [(table, columns, row) for table, columns in kinds.items() for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1")]


@pytest.mark.parametrize("start", ["nothing", "0001"])
async def test_migrating_gives_the_same_tables_as_making_them_and_keeps_every_fact(start: str, tmp_path: Path) -> None:
    made, migrated = tmp_path / "made.sqlite3", tmp_path / "migrated.sqlite3"
    await (await open_store(url(made))).close()
    if start == "nothing":
        engine = create_engine(f"sqlite:///{migrated}")
        with engine.begin() as connection:
            migrate(connection)
        engine.dispose()
    else:
        at_0001(migrated)
    store = await open_store(url(migrated))
    async with store.work() as memory:
        known = await memory.conversations.load([LANE])
    await store.close()
    assert schema(migrated) == schema(made)
    assert len(schema(made)) == 40
    assert facts(migrated) == (FACTS if start == "0001" else [])
    assert known == ({LANE: Saved('{"v": 2}', 7)} if start == "0001" else {})


OLD_MESSAGES = [
    (1, "m1", "console", "", "", "wang", '{"kind":"text","text":"你好"}', "2026-05-20 01:00:00.000000", 28800, 0, "2026-05-20 01:00:01.000000", 0),
    (2, "m2", "console", "群", "t", "li", '{"kind":"text","text":"在吗"}', "2026-05-20 01:00:02.000000", 28800, 3, None, 0),
    (4, "m4", "console", "", "", "wang", '{"kind":"text","text":"再来"}', "2026-05-20 01:00:03.000000", 0, 0, None, 0),
]
OLD_OUTGOING = [
    (position, f"o{position}", "console", chat, "", person, "词", "zh", buttons, 1, "[]", "2026-05-20 01:00:00.000000", sent)
    for position, chat, person, buttons, sent in (
        (1, "", "wang", "[]", "2026-05-20 01:00:01.000000"),
        (2, "", "wang", '[["是","否"]]', None),
        (3, "群", "li", "[]", None),
        (5, "", "wang", "[]", None),
        (6, "群", "wang", "[]", None),
        (7, "", "li", "[]", None),
    )
]


def at_0002(file: Path) -> None:
    """A file as version 0002 left it, in the middle of its work; the last of each queue was deleted by hand."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        migrate(connection, to="0002")
    engine.dispose()
    with closing(sqlite3.connect(file)) as plain:
        plain.execute("INSERT INTO conversations VALUES ('console', '', '', 'wang', 7, '{}', '2026-05-20 01:00:00.000000')")
        for table, rows in (("inbox", OLD_MESSAGES), ("outbox", OLD_OUTGOING)):
            plain.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            plain.execute(f"INSERT INTO {table} SELECT 99, 'gone', {', '.join(columns_after_id(plain, table))} FROM {table} LIMIT 1")
            plain.execute(f"DELETE FROM {table} WHERE id = 'gone'")
        plain.execute("INSERT INTO jobs VALUES (1, 'j', 'console', '', '', 'wang', 'export', 's', 0, '2026-05-20 01:00:00.000000', NULL)")
        plain.commit()


def columns_after_id(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table behind the first two."""
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")][2:]


async def test_a_file_of_0002_goes_on_where_it_was(tmp_path: Path) -> None:
    made, file = tmp_path / "made.sqlite3", tmp_path / "old.sqlite3"
    await (await open_store(url(made))).close()
    at_0002(file)
    store = await open_store(url(file))
    async with store.work() as memory:
        heads = await memory.inbox.heads(9)
        assert [(waiting.number, waiting.said.id, waiting.tries) for waiting in heads] == [(2, "m2", 3), (4, "m4", 0)]
        assert {waiting.said.via for waiting in heads} == {"person"}
        assert await memory.inbox.add([said("m1"), said("m9")]) == 1
        waiting = await memory.outbox.waiting("console", 99)
        assert [one.id for one in waiting] == ["o2", "o3", "o5", "o6", "o7"]
        assert (waiting[0].buttons, waiting[0].starts, waiting[0].token) == ((("是", "否"),), (), None)
        await memory.outbox.add([outgoing("o1"), outgoing("o100")], NOW)
        assert [one.message.id for one in await memory.outbox.claim("console", NOW, 9)] == ["o2", "o3", "o7"]
        await memory.outbox.settle("o2", Fate.SENT, NOW)
        await memory.outbox.settle("o3", Fate.SENT, NOW)
        assert [one.message.id for one in await memory.outbox.claim("console", NOW, 9)] == ["o5", "o6"]
        assert [job.id for job in await memory.jobs.waiting(9)] == ["j"]
    await store.close()
    assert schema(file) == schema(made)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT number > 99 FROM inbox WHERE id = 'm9'").fetchone() == (1,)
        assert connection.execute("SELECT position > 99 FROM outbox WHERE id = 'o100'").fetchone() == (1,)
        old = connection.execute("SELECT state, fate, sent_at, room FROM outbox WHERE id = 'o1'").fetchone()
        assert old == ("sent", "sent", "2026-05-20 01:00:01.000000", "wang")
        kept = ", ".join(columns_after_id(connection, "inbox")[:10])
        assert connection.execute(f"SELECT number, id, {kept} FROM inbox WHERE id LIKE 'm_' AND id < 'm5'").fetchall() == OLD_MESSAGES


async def test_a_full_file_of_0002_is_migrated_soon(tmp_path: Path) -> None:
    """Whoever waits for it waits for a start."""
    file = tmp_path / "full.sqlite3"
    at_0002(file)
    with closing(sqlite3.connect(file)) as plain:
        for table, rows in (("inbox", OLD_MESSAGES), ("outbox", OLD_OUTGOING)):
            many = [(100 + at, f"x{at}", *rows[at % 3][2:]) for at in range(50_000)]
            plain.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", many)
        plain.commit()
    start = perf_counter()
    store = await open_store(url(file))
    assert perf_counter() - start < 20
    async with store.work() as memory:
        assert len(await memory.outbox.claim("console", NOW, 99)) == 3
    await store.close()
    with closing(sqlite3.connect(file)) as plain:
        assert plain.execute("SELECT count(*), sum(head), count(sent_at) FROM outbox").fetchone() == (50_006, 0, 16_668)


async def test_a_migration_that_fails_halfway_leaves_everything_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite3"
    at_0001(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE submission_changes (id TEXT)")
    before = schema(file)
    with pytest.raises(StoreUnreachable, match="already exists"):
        await open_store(url(file))
    assert (schema(file), facts(file)) == (before, FACTS)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE submission_changes")
    await (await open_store(url(file))).close()
    assert facts(file) == FACTS


async def test_a_migration_of_0002_that_fails_at_its_end_leaves_everything_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "old.sqlite3"
    at_0002(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE chats (id TEXT)")
    before, data = schema(file), file.read_bytes()
    with pytest.raises(StoreUnreachable, match="already exists"):
        await open_store(url(file))
    assert schema(file) == before
    assert file.read_bytes() == data
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE chats")
    await (await open_store(url(file))).close()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (len(OLD_OUTGOING),)


def test_the_newest_migration_is_the_one_that_the_code_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(db.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_alembic_is_not_imported_where_nothing_is_to_migrate(tmp_path: Path) -> None:
    code = (
        "import asyncio, sys\nfrom db.store import open_store\n"
        "async def main():\n    await (await open_store(sys.argv[1])).close()\n"
        "asyncio.run(main()); asyncio.run(main())\nsys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, url(tmp_path / "new.sqlite3")], check=True, cwd=Path(db.__file__).parent.parent)


async def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "newer.sqlite3"
    await (await open_store(url(file))).close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(SchemaUnknown, match="9999"):
        await open_store(url(file))


async def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreForeign, match="recipes"):
        await open_store(url(file))
    assert [name for name, _ in schema(file)] == ["recipes"]


@pytest.mark.parametrize("damage", ["head", "middle", "cut"])
async def test_a_damaged_file_is_refused_and_left_as_it_is(damage: str, tmp_path: Path) -> None:
    file = tmp_path / "damaged.sqlite3"
    store = await open_store(url(file))
    async with store.work() as memory:
        await take_shipped(memory.notices, {f"{n}.toml": notice("长" * 3000, f"n{n}") for n in range(20)}, NOW)
    await store.close()
    data = bytearray(file.read_bytes())
    if damage == "head":
        data[:16] = b"x" * 16
    elif damage == "middle":
        for page in range(4096, len(data), 4096):
            data[page : page + 64] = b"\xff" * 64
    else:
        del data[len(data) // 2 :]
    file.write_bytes(data)
    with pytest.raises(StoreCorrupt):
        await open_store(url(file))
    assert file.read_bytes() == data


async def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(StoreUnreachable):
        await open_store(url(tmp_path / "file" / "a.sqlite3"))
    (tmp_path / "folder.sqlite3").mkdir()
    with pytest.raises(StoreUnreachable):
        await open_store(url(tmp_path / "folder.sqlite3"))


async def test_a_database_that_another_process_holds_is_said_to_be_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)
    file = tmp_path / "held.sqlite3"
    store = await open_store(url(file))
    with closing(sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            async with store.work():
                pass
    await store.close()


async def test_every_connection_has_our_settings(tmp_path: Path) -> None:
    engine = engine_of(url(tmp_path / "settings.sqlite3"))
    async with engine.begin() as connection:
        found = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("synchronous", "foreign_keys", "busy_timeout", "journal_mode")
        }
    await engine.dispose()
    journal = "wal" if sqlite.wal_is_safe(sqlite3.sqlite_version_info) else "truncate"
    assert found == {"synchronous": 2, "foreign_keys": 1, "busy_timeout": sqlite.BUSY_TIMEOUT_MS, "journal_mode": journal}


async def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "a.sqlite3"
    await (await open_store(url(file))).close()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 6, 23), True),
        ((3, 7, 0), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_the_write_ahead_log_is_used_only_where_sqlite_is_sound(version: tuple[int, int, int], safe: bool) -> None:
    assert sqlite.wal_is_safe(version) is safe


async def test_the_quick_way_reads_the_same_notices_and_steps_aside_where_anything_is_odd(tmp_path: Path) -> None:
    file, texts = tmp_path / "quick.sqlite3", {"a.toml": notice("旧"), "b.toml": notice("他", "b")}
    assert published_or_none(file, texts) is None
    store = await open_store(url(file))
    async with store.work() as memory:
        assert published_or_none(file, texts) is None
        await take_shipped(memory.notices, texts, NOW)
    async with store.work() as memory:
        published = await memory.notices.published()
    await store.close()
    assert published_or_none(file, texts) == published
    assert published_or_none(file, {**texts, "b.toml": notice("新", "b")}) is None
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE notices SET status = 'archived' WHERE id = 'b'")
        connection.commit()
        assert published_or_none(file, texts) == published[:1]
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    assert published_or_none(file, texts) is None
    file.write_bytes(b"x" * 5000)
    assert published_or_none(file, texts) is None


async def test_what_goes_wrong_in_our_own_work_is_not_blamed_on_the_database(tmp_path: Path) -> None:
    store = await open_store(url(tmp_path / "own.sqlite3"))
    for error in (FileNotFoundError, ModuleNotFoundError):
        with pytest.raises(error):
            async with store.work():
                raise error
    await store.close()


async def test_waiting_for_our_own_connection_ends_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db_store, "POOL_TIMEOUT", 0.05)
    store = await open_store(url(tmp_path / "pool.sqlite3"))
    async with store.work():
        with pytest.raises(StoreBusy):
            async with store.work():
                pass
    await store.close()


async def test_a_server_or_driver_that_is_not_there_is_named() -> None:
    with pytest.raises(StoreUnreachable):
        await open_store("postgresql+asyncpg://u:p@127.0.0.1:1/x")
