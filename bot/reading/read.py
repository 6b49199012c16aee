"""Has documents read in a process of their own and brings back the draft."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import sys
import threading
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

import msgspec

from bot.reading.office import converted_or_none
from bot.reading.wire import MOST_SAID, Declined, Handed, Outcome, Stumbled, Understood
from knowledge.errors import Unreadable
from knowledge.extraction.draft import Draft

log = logging.getLogger(__name__)

SECONDS = 20
"""How long it may take to read a notice with its annexes."""

COMMAND = (sys.executable, "-P", "-X", "utf8", "-m", "bot.reading.child")
KEPT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR", "SYSTEMROOT", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")
"""What the process sees of the environment; settings, and the secrets among them, are not for it."""

MOST_NUMBERS = 2**16
"""The bytes at the beginning of an answer in which the numbers of the files stand."""

LAST_WORDS = 2**14
"""How many bytes are kept of what the process says beside its answer: where Python gave up stands at the end."""

PLACE = re.compile(r'^ +File "([^"\n]+)", line (\d+)', re.MULTILINE)
ERROR = re.compile(r"^[A-Za-z_][\w.]*", re.MULTILINE)
"""The places in a traceback, and the kind of error: what follows the last of them and is not set in."""


async def read_documents(files: Sequence[Handed]) -> Draft:
    """What a notice and its annexes say; raises Unreadable. Files of old formats go through LibreOffice where there is one."""
    tried = set[int]()
    while True:
        said = bytearray()
        try:
            return await _read_apart(files, said)
        except Unreadable as error:
            files = await _converted(files, _begun(said), error, tried)


def read_documents_now(files: Sequence[Handed]) -> Draft:
    """The same for a command that does nothing else meanwhile."""
    with _clearing_up():
        return asyncio.run(read_documents(files))


def read_each_now(notices: Mapping[str, Sequence[Handed]]) -> list[Draft]:
    """Several notices, each by itself, as many at once as there are processors; an Unreadable names the key of the notice."""

    async def all_of_them() -> list[Draft]:
        places = asyncio.Semaphore(os.cpu_count() or 1)

        async def one(called: str, files: Sequence[Handed]) -> Draft:
            async with places:
                try:
                    return await read_documents(files)
                except Unreadable as error:
                    error.file = called
                    raise

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(called, files)) for called, files in notices.items()]
        return [task.result() for task in tasks]

    try:
        with _clearing_up():
            return asyncio.run(all_of_them())
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None


@contextmanager
def _clearing_up() -> Iterator[None]:
    """A command that is told to end does so as if it had failed: what it started ends with it, its folders go."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [number for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)) if signal.getsignal(number) is signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


async def _converted(files: Sequence[Handed], number: int, error: Unreadable, tried: set[int]) -> list[Handed]:
    """The files with the one that could not be read in a newer format; raises the error where that cannot be had."""
    if number in tried or number >= len(files):
        raise error
    tried.add(number)
    content = await converted_or_none(files[number].content, error.code)
    if content is None:
        raise error
    return [*files[:number], Handed(files[number].name, content), *files[number + 1 :]]


async def _read_apart(files: Sequence[Handed], said: bytearray) -> Draft:
    """Read in a process that is started for it and gone afterwards; `said` takes what it answers."""
    process = await asyncio.create_subprocess_exec(*COMMAND, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment(), start_new_session=True)
    try:
        async with asyncio.timeout(SECONDS):
            last_words = await _exchange(process, msgspec.msgpack.encode(files), said)
            status = await process.wait()
    except TimeoutError as error:
        raise Unreadable(_name(files, said), "too_long") from error
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return _draft(_name(files, said), _ended(said, status, last_words))


async def _exchange(process: Process, request: bytes, said: bytearray) -> bytes:
    """Hand over the files and listen until nothing more is said, or too much; what it said beside its answer."""
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise ValueError("the process has pipes")
    process.stdin.write(request)
    process.stdin.close()
    beside = asyncio.create_task(_end_of(process.stderr))
    try:
        while not _is_too_much(said) and (heard := await process.stdout.read(2**16)):
            said += heard
        if _is_too_much(said):
            with suppress(ProcessLookupError):
                process.kill()
        return await beside
    finally:
        beside.cancel()


async def _end_of(stream: asyncio.StreamReader) -> bytes:
    kept = b""
    while heard := await stream.read(2**16):
        kept = (kept + heard)[-LAST_WORDS:]
    return kept


def _is_too_much(said: bytearray) -> bool:
    """Whether it goes on for longer than it may: with room for the numbers before the answer."""
    return len(said) > 2 * MOST_SAID


def _ended(said: bytearray, status: int, last_words: bytes) -> Outcome:
    """What came of the process: what it said, or what became of it."""
    if _is_too_much(said):
        return Declined("", "too_much", {})
    if status == 0:
        return _outcome(said) or Declined("", "damaged", {})
    return Declined("", _ending(status), {}) if status < 0 else _given_up(status, last_words.decode(errors="replace"))


def _given_up(status: int, last_words: str) -> Outcome:
    """What Python says of an error that ended the process, without its message."""
    places = list(PLACE.finditer(last_words))
    error = ERROR.search(last_words, places[-1].end()) if places else None
    if error is not None and error[0] == MemoryError.__name__:
        return Declined("", "too_much_memory", {})
    return Stumbled(error[0] if error is not None else f"exit status {status}", tuple(f"{place[1]}:{place[2]}" for place in places[-8:]))


def _draft(name: str, outcome: Outcome) -> Draft:
    match outcome:
        case Understood(draft=draft):
            return draft
        case Declined(file=file, code=code, values=values):
            raise Unreadable(file or name, code, **values)
        case Stumbled(error=error, places=places):
            log.error("reading a document failed: %s at %s", error, ", ".join(places))
            raise Unreadable(name, "unforeseen") from RuntimeError("\n".join((error, *places)))


def _ending(status: int) -> str:
    """Why a process was ended by a signal."""
    if status == -getattr(signal, "SIGXCPU", 0):
        return "too_long"
    return "too_much_memory" if status == -getattr(signal, "SIGKILL", 0) else "damaged"


def _outcome(said: bytearray) -> Outcome | None:
    with suppress(msgspec.DecodeError):
        found: Outcome = msgspec.json.decode(bytes(said).rpartition(b"\n")[2], type=Outcome)
        return found
    return None


def _begun(said: bytearray) -> int:
    """The number of the file that was being read last; beyond all of them where it was no single one."""
    numbers = [line for line in bytes(said[:MOST_NUMBERS]).split(b"\n")[:-1] if line.isdigit()]
    return int(numbers[-1]) if numbers else sys.maxsize


def _name(files: Sequence[Handed], said: bytearray) -> str:
    """What is to be named: the file that was being read last, or all of them where it was no single one."""
    number = _begun(said)
    return files[number].name if number < len(files) else "、".join(dict.fromkeys(file.name for file in files))


def environment() -> dict[str, str]:
    """What the process starts with: modules are found where this process finds them, whatever folder it runs in."""
    paths = os.pathsep.join(os.path.abspath(path) for path in sys.path)
    return {"PYTHONPATH": paths, **{name: os.environ[name] for name in KEPT if name in os.environ}}
