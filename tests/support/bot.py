"""The bot as a user runs it: a process of its own with its own data folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
NOW = "2026-05-20T09:00"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a run: nothing of the tester's own settings comes through."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHOUZHI_") and name != "NO_COLOR"}
    return {**kept, "PYTHONPATH": str(ROOT), "ZHOUZHI_BOT__DATA_DIR": str(data), **more}


def command(*arguments: str) -> list[str]:
    """The words of a command; warnings that the bot causes make it fail."""
    return [sys.executable, "-W", "error", "-m", "bot", *arguments]


def run_bot(data: Path, *arguments: str, stdin: str = "", cwd: Path | None = None, **more: str) -> Ended:
    """Run a command to its end."""
    done = subprocess.run(
        command(*arguments),
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        cwd=cwd or data.parent,
        env=environment(data, **more),
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)
