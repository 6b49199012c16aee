"""Has documents read in a process of their own and brings back the draft."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress

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


async def read_documents(files: Sequence[Handed]) -> Draft:
    """What a notice and its annexes say; raises Unreadable. Files of old formats go through LibreOffice where there is one."""
    tried = set[str]()
    while True:
        try:
            return await _read_apart(files)
        except Unreadable as error:
            files = await _converted(files, error, tried)


def read_documents_now(files: Sequence[Handed]) -> Draft:
    """The same for a command that does nothing else meanwhile."""
    return asyncio.run(read_documents(files))


def read_each_now(notices: Sequence[Sequence[Handed]]) -> list[Draft]:
    """Several notices, each by itself, as many at once as there are processors."""

    async def all_of_them() -> list[Draft]:
        places = asyncio.Semaphore(os.cpu_count() or 1)

        async def one(files: Sequence[Handed]) -> Draft:
            async with places:
                return await read_documents(files)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(files)) for files in notices]
        return [task.result() for task in tasks]

    try:
        return asyncio.run(all_of_them())
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None


async def _converted(files: Sequence[Handed], error: Unreadable, tried: set[str]) -> list[Handed]:
    """The files with the one that could not be read in a newer format; raises the error where that cannot be had."""
    file = next((file for file in files if file.name == error.file), None)
    if file is None or file.name in tried:
        raise error
    tried.add(file.name)
    content = await converted_or_none(file.content, error.code)
    if content is None:
        raise error
    return [Handed(one.name, content) if one is file else one for one in files]


async def _read_apart(files: Sequence[Handed]) -> Draft:
    """Read in a process that is started for it and gone afterwards."""
    process = await asyncio.create_subprocess_exec(*COMMAND, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment(), start_new_session=True)
    said = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            await _exchange(process, msgspec.msgpack.encode(files), said)
            status = await process.wait()
    except TimeoutError as error:
        raise Unreadable(_begun(files, said), "too_long") from error
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return _draft(files, said, status)


async def _exchange(process: Process, request: bytes, said: bytearray) -> None:
    """Hand over the files and listen until nothing more is said, or too much."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("the process has pipes")
    process.stdin.write(request)
    process.stdin.close()
    while len(said) <= 2 * MOST_SAID and (heard := await process.stdout.read(2**16)):
        said += heard
    if len(said) > 2 * MOST_SAID:
        process.kill()


def _draft(files: Sequence[Handed], said: bytearray, status: int) -> Draft:
    name = _begun(files, said)
    if status:
        raise Unreadable(name, _ending(status))
    match _outcome(said):
        case Understood(draft=draft):
            return draft
        case Declined(file=file, code=code, values=values):
            raise Unreadable(file or name, code, **values)
        case Stumbled(error=error, places=places):
            log.error("reading a document failed: %s at %s", error, ", ".join(places))
            raise Unreadable(name, "unforeseen") from RuntimeError("\n".join((error, *places)))
        case None:
            raise Unreadable(name, "damaged")


def _ending(status: int) -> str:
    """Why a process that did not end well did not."""
    if status == -getattr(signal, "SIGXCPU", 0):
        return "too_long"
    return "too_much_memory" if status == -getattr(signal, "SIGKILL", 0) else "damaged"


def _outcome(said: bytearray) -> Outcome | None:
    with suppress(msgspec.DecodeError):
        found: Outcome = msgspec.json.decode(bytes(said).rpartition(b"\n")[2], type=Outcome)
        return found
    return None


def _begun(files: Sequence[Handed], said: bytearray) -> str:
    """The name of the file that was being read last."""
    numbers = [line for line in bytes(said[:1000]).split(b"\n")[:-1] if line.isdigit()]
    number = int(numbers[-1]) if numbers else 0
    return files[number].name if number < len(files) else files[0].name


def environment() -> dict[str, str]:
    """What the process starts with: modules are found where this process finds them, whatever folder it runs in."""
    paths = os.pathsep.join(os.path.abspath(path) for path in sys.path)
    return {"PYTHONPATH": paths, **{name: os.environ[name] for name in KEPT if name in os.environ}}
