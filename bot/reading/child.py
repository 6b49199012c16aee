"""The process that reads: files come in, what was understood goes out.

It takes the files from standard input and writes lines of JSON: the number of each file as it begins with it, at last an
Outcome. It holds itself to the limits before it looks at anything; whoever started it minds the time.
"""

from __future__ import annotations

import os
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

POLITENESS = 10
"""How far it stands back behind what answers people."""

BARRED = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn")
"""What reading never needs, by the beginnings of Python's audit events."""


def main() -> None:
    """Read what is handed over and say what came of it."""
    limit()
    with os.fdopen(os.dup(1), "wb", buffering=0) as out:
        os.dup2(2, 1)  # what a library prints is no part of the answer
        out.write(said(outcome(sys.stdin.buffer.read(), lambda number: out.write(b"%d\n" % number))))


def limit() -> None:
    """Bound time, memory and priority, leave no dumps, and do without network and other programs."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - only where there is one

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os.nice(POLITENESS)
    sys.addaudithook(_bar)


def _bar(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(BARRED):
        raise PermissionError(event)


def outcome(request: bytes, begin: Callable[[int], object]) -> Outcome:
    """What came of reading; `begin` hears the number of each file as it is begun."""
    name = ""

    def begun(number: int, file: Handed) -> None:
        nonlocal name
        name = file.name
        begin(number)

    try:
        return Understood(_understood(request, begun))
    except Unreadable as error:
        return Declined(error.file, error.code, error.values)
    except MemoryError:
        return Declined(name, "too_much_memory", {})
    except Exception as error:
        places = [f"{place.filename}:{place.lineno}" for place in traceback.extract_tb(error.__traceback__)]
        return Stumbled(type(error).__name__, tuple(places[-8:]))


def _understood(request: bytes, begun: Callable[[int, Handed], None]) -> Draft:
    from knowledge.extraction.pipeline import extract  # noqa: PLC0415 - after the limits are set
    from knowledge.reading.read import read  # noqa: PLC0415

    documents = []
    for number, file in enumerate(msgspec.msgpack.decode(request, type=tuple[Handed, ...])):
        begun(number, file)
        documents.append(read(file.content, file.name))
    return extract(documents)


def said(outcome: Outcome) -> bytes:
    """An outcome as it is sent; one too long to be a notice is declined."""
    encoded = msgspec.json.encode(outcome)
    return encoded if len(encoded) <= MOST_SAID else msgspec.json.encode(Declined("", "too_much", {}))


if __name__ == "__main__":
    main()
