"""LibreOffice, where it is installed: files of old formats in newer ones."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

SECONDS = 60
"""How long a conversion may take, in all and of a processor; the first start of LibreOffice is slow."""

NEWER = {"old_word": ("doc", "docx"), "old_excel": ("xls", "xlsx")}
"""By the code of what our own readers decline: the ending it has, and what it is turned into."""

FLAGS = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard")
MOST = 20 * 2**20
"""A result larger than this, in bytes, is no document of people."""

FILE_BLOCKS = 2 * MOST // 512
"""How large a file it may write, in the blocks of POSIX."""

DATA_KILOBYTES = 1536 * 1024
"""The most memory that it may fill; what it maps without filling is several times that, so the address space is not bounded."""

POLITENESS = "10"
"""How far it stands back behind what answers people."""

BOUNDS = 'ulimit -c 0; ulimit -t "$0"; ulimit -f "$1"; ulimit -d "$2"'
"""The limits; they hold for all that the program starts."""

WATCH = 'exec 3<&0 </dev/null; { read -r _; rm -rf -- "$3"; kill -KILL -$$; } <&3 & exec 3<&-'
"""What stays beside the program: when its standard input ends, because the process that started it is gone, so do both and their folder."""

START = f'{BOUNDS}; {WATCH}; shift 3; exec nice -n "$@"'
"""What the shell does before it becomes the program."""

SETTINGS = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
"""What its profile says: nothing that a document links to is fetched (where it would be, the proxy is a closed port of this
machine), no link is brought up to date and no macro runs."""

PROFILE = '<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>'
ITEM = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'


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
    profile = Path(folder, "profile")
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(PROFILE.format("".join(ITEM.format(*setting) for setting in SETTINGS)), encoding="utf-8")
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "LANG") if name in os.environ} | {"HOME": folder}
    bounded = ("/bin/sh", "-c", START, str(SECONDS), str(FILE_BLOCKS), str(DATA_KILOBYTES), folder, POLITENESS)
    command = (*bounded, program, f"-env:UserInstallation={profile.as_uri()}", *FLAGS, *arguments)
    process = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, cwd=folder, env=environment, start_new_session=True
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
