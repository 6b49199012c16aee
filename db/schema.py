"""Bringing a database to the tables of this version: made at once where it is new, else migrated."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, insert, inspect, select, text

from db.errors import SchemaUnknown, StoreForeign
from db.marks import HEAD
from db.tables import metadata

_LOCK = 4_931_027
"""PostgreSQL's advisory lock under which one of several starting processes prepares the tables."""

revisions = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def prepare(connection: Connection) -> None:
    """Make or migrate the tables; raises StoreForeign or SchemaUnknown where that must not be."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    found = revision_or_none(connection)
    if found is None:
        metadata.create_all(connection, checkfirst=False)
        revisions.create(connection)
        connection.execute(insert(revisions).values(version_num=HEAD))
    elif found != HEAD:
        migrate(connection, found)


def revision_or_none(connection: Connection) -> str | None:
    """The migration that the tables are at, None for an empty database; raises StoreForeign."""
    present = inspect(connection).get_table_names()
    if not present:
        return None
    if revisions.name not in present:
        raise StoreForeign(", ".join(sorted(present)[:3]))
    return connection.scalar(select(revisions.c.version_num)) or ""


def migrate(connection: Connection, found: str | None = None, to: str = HEAD) -> None:
    """Run the migrations after the revision found, inside the connection's transaction."""
    from alembic import command  # noqa: PLC0415 - it takes longer to import than most starts have
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise SchemaUnknown(found)
    command.upgrade(config, to)
