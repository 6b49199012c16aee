"""The process is killed at random moments while two tables are filled in over the terminal: every acknowledged figure is
there, no step took effect twice, the conversation goes on at the right item.

KILLS says how often (50 where it is not set).
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.support.bot import command, environment, run_bot

KILLS = int(os.environ.get("KILLS", "50"))
LONGEST_WAIT = 30.0
AT = "2026-06-10T09:00"

FIGURES = ["12", "0", "1.5", "12000元", "一万二", "无", "0.8", "未掌握", "5", "１２０", "40", "0", "1,200", "两万三", "8", "25", "3", "1", "2"]
EXPECTED = ["12", "0", "1.5", "1.2", "1.2", "0", "0.8", None, "5", "120", "40", "0", "1200", "23000", "8", "25", "3", "1", "2"]
ROWS = [
    ["科普讲座", "给中学生讲航天。", "5月26日，雁湖县第一中学", "雁湖县科协", "王老师 13800000000"],
    ["科普大集", "在集市摆摊讲解。", "5月27日，雁湖县城关镇", "雁湖县科协", "李老师 0930-1234567"],
]
STATISTICS = ["填报", "2", "雁湖县科技局", "逐项填", *FIGURES, "查看", "第13项", "1300", "提交"]
LIST = ["填报", "1", "雁湖县科协", *ROWS[0], "加一行", *ROWS[1], "查看", "提交"]
DAY = [*STATISTICS, *LIST]


class Chat:
    """The bot as a process with pipes, which may be killed."""

    def __init__(self, data: Path) -> None:
        self._process = subprocess.Popen(
            command("chat", "--json", "--as", "wang", "--now", AT),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(data),
            cwd=data.parent,
        )
        self._left = b""
        self.seen: list[str] = []
        self._write("\n")
        assert self.heard(LONGEST_WAIT), "it did not start"

    def send(self, number: int) -> None:
        """Send a message of the day, under its own key."""
        self._write(json.dumps({"id": f"d{number}", "text": DAY[number]}) + "\n")

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode())
        self._process.stdin.flush()

    def heard(self, seconds: float) -> bool:
        """Whether the end of an answer came in time."""
        assert self._process.stdout is not None
        end = time.monotonic() + seconds
        while True:
            if self._read():
                return True
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._process.stdout], [], [], left)[0]:
                return False
            data = os.read(self._process.stdout.fileno(), 65536)
            if not data:
                return False
            self._left += data

    def _read(self) -> bool:
        """Note the messages that came, up to the end of an answer; whether that came."""
        while b"\n" in self._left:
            line, self._left = self._left.split(b"\n", 1)
            document: dict[str, Any] = json.loads(line)
            if "end" in document:
                return True
            self.seen.append(document["id"])
        return False

    def kill(self) -> None:
        """End it as a power cut does; what it had said by then was heard."""
        assert self._process.stdout is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._left += self._process.stdout.read()
        while self._read():
            pass
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


def test_killed_at_random_moments(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run_bot(data, "chat", stdin="你好\n")
    rolls, kills, day = random.Random(20260610), 0, 0
    while kills < KILLS:
        day += 1
        folder = tmp_path / f"data{day}"
        folder.mkdir()
        (folder / "zhouzhi.sqlite3").write_bytes((data / "zhouzhi.sqlite3").read_bytes())
        kills += one_day(folder, rolls, KILLS - kills)
        check(folder)


def one_day(data: Path, rolls: random.Random, most: int) -> int:
    """Go through the day; how often the process was killed on the way. After a kill the message that was not answered is
    sent again under the same key, as a platform does."""
    kills, at = 0, 0
    chat = Chat(data)
    heard: list[str] = []
    step = 0.02
    while at < len(DAY):
        chat.send(at)
        if kills < most and rolls.random() < 0.6:
            began = time.monotonic()
            if not chat.heard(rolls.uniform(0, 2 * step)):
                chat.kill()
                heard += chat.seen
                kills += 1
                chat = Chat(data)
                continue
            step = min(step, time.monotonic() - began + 0.001)
        else:
            assert chat.heard(LONGEST_WAIT), f"no answer to {DAY[at]}"
        at += 1
    chat.kill()
    heard += chat.seen
    assert set(heard) == {f"wang:d{number}-1" for number in range(len(DAY))}, "an answer was never said"
    return kills


def check(data: Path) -> None:
    """Everything is there once, with the words it came from."""
    with closing(sqlite3.connect(data / "zhouzhi.sqlite3")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        bodies = [json.loads(body) for (body,) in connection.execute("SELECT body FROM submissions ORDER BY begun_at, id")]
        done = connection.execute("SELECT count(*), sum(finished_at IS NOT NULL), sum(parked) FROM inbox WHERE id LIKE 'wang:d%'").fetchone()
        changes = connection.execute("SELECT key, count(*) FROM submission_changes WHERE did = 'set' GROUP BY key").fetchall()
        said = connection.execute("SELECT count(*), count(DISTINCT id) FROM outbox WHERE id LIKE 'wang:d%'").fetchone()
    assert done == (len(DAY), len(DAY), 0)
    assert said == (len(DAY), len(DAY))
    assert [count for _, count in changes] == [1] * len(changes), "a message took effect twice"
    single = next(body for body in bodies if body["form"]["kind"] == "single")
    rows = next(body for body in bodies if body["form"]["kind"] == "rows")
    values = [entry["value"] for _, entry in single["entries"]]
    assert values == [*EXPECTED[:12], "1300", *EXPECTED[13:]]
    raws = [entry["raw"] for _, entry in single["entries"]]
    assert raws == [*FIGURES[:12], "1300", *FIGURES[13:]]
    assert [entry["value"] for _, entry in rows["entries"]] == [cell for row in ROWS for cell in row]
    assert single["status"] == rows["status"] == "submitted"
    assert (single["revision"], rows["revision"]) == (1, 1)
