"""The process that reads: files come in, what was understood goes out.

It takes the files from standard input and writes lines of JSON: the number of each file as it begins with it, the number of
all of them when they are read and are to be understood, at last an Outcome. It holds itself to the limits before it looks
at anything; whoever started it minds the time.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable

import msgspec

from bot.reading.wire import MOST_SAID, Declined, Handed, Outcome, Stumbled, Understood
from knowledge.errors import Unreadable
from knowledge.extraction.draft import Draft

CPU_SECONDS = 20
MEMORY = 512 * 2**20
"""The most memory that it may claim, in bytes, the interpreter and its libraries included."""

FILE_BYTES = 16 * 2**20
"""The largest file that it may write: Python keeps its compiled modules, nothing else is written."""

PR_SET_PDEATHSIG = 1
"""What Linux calls the signal that comes when the parent is gone."""

POLITENESS = 10
"""How far it stands back behind what answers people."""

BARRED = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn")
"""What reading never needs, by the beginnings of Python's audit events; native code that went astray is not held by this."""


def main() -> None:
    """Read what is handed over and say what came of it."""
    end_with_parent()
    limit()
    with os.fdopen(os.dup(1), "wb", buffering=0) as out:
        os.dup2(2, 1)  # what a library prints is no part of the answer
        out.write(said(outcome(sys.stdin.buffer.read(), lambda number: out.write(b"%d\n" % number))))


def end_with_parent() -> None:
    """Have the system end this process when the one that started it is gone; elsewhere its pipes close, which is seen at the next file."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415 - only where it is of use

        parent = os.getppid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def limit() -> None:
    """Bound time, memory, files and priority, leave no dumps, and do without network and other programs."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - only where there is one

        _hold(resource.RLIMIT_CORE, 0)
        _hold(resource.RLIMIT_CPU, CPU_SECONDS, 1)
        _hold(resource.RLIMIT_AS, MEMORY)
        _hold(resource.RLIMIT_FSIZE, FILE_BYTES)
        _hold(resource.RLIMIT_NPROC, 0)  # native code starts nothing either; root is not held by this one
        os.nice(POLITENESS)
    sys.addaudithook(_bar)


def _hold(kind: int, most: int, grace: int = 0) -> None:
    """Set a limit, `grace` below the one that cannot be outlived; a stricter one that was there stays."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415

        hard = resource.getrlimit(kind)[1]
        end = most + grace if hard == resource.RLIM_INFINITY else min(most + grace, hard)
        resource.setrlimit(kind, (min(most, end), end))


def _bar(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(BARRED):
        raise PermissionError(event)


def outcome(request: bytes, begin: Callable[[int], object]) -> Outcome:
    """What came of reading; `begin` hears the number of each file as it is begun, and how many there are when all are read."""
    try:
        return Understood(_understood(request, begin))
    except Unreadable as error:
        return Declined(error.file, error.code, error.values)
    except MemoryError:
        return Declined("", "too_much_memory", {})
    except Exception as error:
        places = [f"{place.filename}:{place.lineno}" for place in traceback.extract_tb(error.__traceback__)]
        return Stumbled(type(error).__name__, tuple(places[-8:]))


def _understood(request: bytes, begin: Callable[[int], object]) -> Draft:
    from knowledge.extraction.pipeline import extract  # noqa: PLC0415 - after the limits are set
    from knowledge.reading.read import read  # noqa: PLC0415

    documents = []
    for number, file in enumerate(msgspec.msgpack.decode(request, type=tuple[Handed, ...])):
        begin(number)
        documents.append(read(file.content, file.name))
    begin(len(documents))
    return extract(documents)


def said(outcome: Outcome) -> bytes:
    """An outcome as it is sent; one too long to be a notice is declined."""
    encoded = msgspec.json.encode(outcome)
    return encoded if len(encoded) <= MOST_SAID else msgspec.json.encode(Declined("", "too_much", {}))


if __name__ == "__main__":
    main()
