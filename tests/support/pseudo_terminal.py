"""A pseudo-terminal with the bot in it, for tests of what a person sees."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Self

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|[\x01\x02]")
"""Colours, and what readline sends to switch pasting modes."""


class PseudoTerminal:
    """A process with a terminal of `columns` by 24."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str], columns: int) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self._process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=dict(env),
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - so that Ctrl-C reaches it
        )
        os.close(theirs)
        self.seen = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._ours)

    def wait_for(self, text: str, seconds: float = 30) -> str:
        """What was shown until `text` came, counted from the last wait; raises AssertionError."""
        found, end = b"", time.monotonic() + seconds
        while text not in found.decode(errors="replace"):
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._ours], [], [], left)[0]:
                raise AssertionError(f"{text!r} did not come; seen: {found.decode(errors='replace')!r}")
            try:
                found += os.read(self._ours, 65536)
            except OSError as error:
                raise AssertionError(f"ended before {text!r} came; seen: {found.decode(errors='replace')!r}") from error
        self.seen += found.decode(errors="replace")
        return found.decode(errors="replace")

    def type(self, line: str) -> None:
        """Type something, "\\n" being the Enter key."""
        os.write(self._ours, line.replace("\n", "\r").encode())

    def interrupt(self, until: str, times: int = 20) -> None:
        """Press Ctrl-C as people do, again until `until` is shown: Python misses one that comes
        just between readline's prompt and its listening."""
        for _ in range(times):
            self.type("\x03")
            with suppress(AssertionError):
                self.wait_for(until, seconds=1)
                return

    def end(self, seconds: float = 30) -> int:
        """The exit status, once what remains was shown."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if select.select([self._ours], [], [], 0.1)[0]:
                try:
                    data = os.read(self._ours, 65536)
                except OSError:
                    break
                self.seen += data.decode(errors="replace")
                if not data:
                    break
        return self._process.wait(timeout=max(1.0, end - time.monotonic()))


def shown(text: str) -> str:
    """What a person reads: without escape sequences."""
    return ESCAPES.sub("", text).replace("\r", "")
