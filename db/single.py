"""One process alone serves an SQLite database: a lock file beside it keeps out a second."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.errors import AlreadyServed, StoreUnreachable

ENDING = ".lock"


@contextmanager
def only_one(file: Path) -> Iterator[None]:
    """Serve a database's file alone; raises AlreadyServed, with the number of the process that does. The lock goes with
    its process however that ends. The lock file stays: who removed it could let in two."""
    held = _opened(file.with_name(file.name + ENDING))
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyServed(os.pread(held, 32, 0).decode("ascii", "replace").strip()) from error
        os.ftruncate(held, 0)
        os.pwrite(held, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
        os.ftruncate(held, 0)
    finally:
        os.close(held)


def _opened(lock: Path) -> int:
    try:
        lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreUnreachable(str(error)) from error
