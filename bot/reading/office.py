"""LibreOffice, where it is installed: files of old formats in newer ones."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL
from contextlib import suppress
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

SECONDS = 60
"""How long a conversion may take; the first start of LibreOffice is slow."""

NEWER = {"old_word": ("doc", "docx"), "old_excel": ("xls", "xlsx")}
"""By the code of what our own readers decline: the ending it has, and what it is turned into."""

FLAGS = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard")
MOST = 20 * 2**20
"""A result larger than this, in bytes, is no document of people."""


def program_or_none() -> str | None:
    """Where LibreOffice is."""
    return which("soffice") or which("libreoffice")


async def converted_or_none(content: bytes, code: str) -> bytes | None:
    """A file in a newer format; None where the code is none of an old format, or LibreOffice is not there or does not manage."""
    program = program_or_none()
    if program is None or code not in NEWER:
        return None
    old, new = NEWER[code]
    with TemporaryDirectory(prefix="zhouzhi-") as folder:
        given = Path(folder, f"document.{old}")
        given.write_bytes(content)
        await _run(program, "--convert-to", new, "--outdir", folder, str(given), folder=folder)
        made = given.with_suffix(f".{new}")
        return made.read_bytes() if made.is_file() and made.stat().st_size <= MOST else None


async def _run(program: str, *arguments: str, folder: str) -> None:
    """Run it with a profile of its own, so that it neither meets another one nor keeps anything, and end it when its time is up."""
    profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "LANG") if name in os.environ} | {"HOME": folder}
    process = await asyncio.create_subprocess_exec(
        program, profile, *FLAGS, *arguments, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, cwd=folder, env=environment, start_new_session=True
    )
    try:
        async with asyncio.timeout(SECONDS):
            await process.wait()
    except TimeoutError:
        return
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
