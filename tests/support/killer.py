"""The bot as a process that is killed again and again, at moments by the clock and at moments by what it is just doing."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import threading
from pathlib import Path

from tests.support.bot import command, environment
from tests.support.botapi import BotApi
from tests.support.botapi.calls import Call

SENDS = ("sendMessage", "editMessageText", "sendDocument")
FAULTS = ("cut", "cut after", "500", "500 after", "502 html", "502 html after", "429")
FAULT_RATE = 0.012
STARTING = 2.0
"""Seconds that the process takes until it is at work, about."""

SLOWEST_START = 60.0


class Killer:
    """Starts `serve`, kills it and starts it again at once. Now and then a call goes wrong by itself."""

    def __init__(self, server: BotApi, data: Path, rolls: random.Random, kills: int, between: float, **more: str) -> None:
        self.server, self.data, self.kills, self.between = server, data, kills, between
        self.killed = 0
        self.done = asyncio.Event()
        self.by: dict[str, int] = {}
        self.spoilt = 0
        self._rolls = rolls
        self._dice = random.Random(rolls.random())
        self._more = more
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._trap: tuple[str, str | None] | None = None
        self._left = self._polls = 0
        self._ours = False
        server.hazard = self._hazard

    @property
    def story(self) -> str:
        """The kills, by what they were timed by."""
        return ", ".join(f"{count} by {why}" for why, count in sorted(self.by.items()))

    async def run(self) -> None:
        """Kill it as often as is wanted (then this is `done`), and see that the last one lives until it is stopped; raises
        AssertionError where one ends by itself."""
        for _ in range(self.kills):
            self._spawn()
            await self._until_killed()
        process = self._spawn()
        await self._at_work()
        self.done.set()
        status = await asyncio.to_thread(process.wait)
        assert self._ours, self._story_of(status)

    def happened(self) -> None:
        """Somebody has said something to the bot."""
        if self._trap is not None and self._trap[0] == "step":
            timer = threading.Timer(self._dice.uniform(0, 0.06), self._spring, ("step",))
            timer.daemon = True
            timer.start()

    async def stop(self) -> int:
        """Ask it to stop; its exit status."""
        assert self._process is not None
        self._ours = True
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self._process.wait, 20)

    def end(self) -> None:
        """Leave no process behind."""
        self.server.hazard = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def said(self) -> str:
        """The end of what the processes wrote."""
        return f"{_text(self._errors)[-1000:]}\n{self.log[-4000:]}"

    @property
    def log(self) -> str:
        """What all of them put into the log."""
        return _text(self.data / "zhouzhi.log")

    @property
    def _errors(self) -> Path:
        return self.data.with_name("stderr.txt")

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self._lock:
            self._ours, self._polls = False, self.server.count("getUpdates")
            with self._errors.open("ab") as errors:
                self._process = subprocess.Popen(
                    command("serve"),
                    env=environment(self.data, **self._more),
                    cwd=self.data.parent,
                    stdin=subprocess.DEVNULL,
                    stdout=errors,
                    stderr=errors,
                )
            return self._process

    async def _until_killed(self) -> None:
        assert self._process is not None
        dying = asyncio.create_task(asyncio.to_thread(self._process.wait))
        kind = self._rolls.choices(("start", "time", "send", "poll", "press", "step"), (12, 24, 34, 10, 4, 16))[0]
        longest = 2 * max(self.between - STARTING, 0.5)
        if kind == "start":
            await asyncio.wait([dying], timeout=self._rolls.uniform(0.05, STARTING))
        else:
            await self._at_work()
            await asyncio.wait([dying], timeout=self._rolls.uniform(0.0, longest))
            self._left = self._rolls.randint(0, 3)
            self._trap = (kind, self._rolls.choice((None, None, "cut")))
            await asyncio.wait([dying], timeout=0.0 if kind == "time" else longest)
        self._trap = None
        self._kill(kind if kind == "start" else "time")
        status = await dying
        assert self._ours, self._story_of(status)

    def _story_of(self, status: int) -> str:
        return f"it ended by itself with {status}:\n{self.said()}"

    async def _at_work(self) -> None:
        """Wait until the process fetches updates."""
        await self.server.until(lambda: self.server.count("getUpdates") > self._polls, SLOWEST_START, "a process at work")

    def _kill(self, why: str) -> None:
        with self._lock:
            process = self._process
            if process is None or self._ours or process.poll() is not None:
                return
            self._ours = True
            self.killed += 1
            self.by[why] = self.by.get(why, 0) + 1
            process.kill()

    def _spring(self, kind: str) -> None:
        if self._trap is not None and self._trap[0] == kind:
            self._trap = None
            self._kill(kind)

    def _hazard(self, call: Call) -> str | None:
        """Asked for each call before it takes effect, in the server's thread."""
        kind = "send" if call.method in SENDS else {"getUpdates": "poll", "answerCallbackQuery": "press"}.get(call.method, "other")
        trap = self._trap
        if trap is not None and trap[0] == kind:
            self._left -= 1
            if self._left < 0:
                self._spring(kind)
                return trap[1]
        if kind in ("send", "poll") and self._dice.random() < FAULT_RATE:
            self.spoilt += 1
            return self._dice.choice(FAULTS if kind == "send" else FAULTS[:-1])
        return None


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
