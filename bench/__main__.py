"""`make bench`: the speed of answering, from the first start to ten thousand notices, of filling in tables, of reminding and of
reading documents.

`python -m bench.steps` measures filling in alone; PostgreSQL is measured with it where the tools for tests are set up.
`python -m bench.reminders` measures reminding alone, and how soon the bot serves.
`python -m bench.documents` measures reading alone.
"""

from __future__ import annotations

import os
import re
import resource
import subprocess
import sys
import tempfile
from datetime import datetime
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from bench import documents, reminders, steps
from bench.generate import notices, questions
from bench.yardstick import Retrieval, Stopwatch, milliseconds
from bot.rendering.render import Renderer
from knowledge.answering.answerer import answer
from knowledge.answering.catalogue import Catalogue
from knowledge.notice import Notice
from knowledge.packaged import shipped_notices

NOW = datetime(2026, 5, 25, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MANY = 10_000
SHIPPED_QUESTIONS = [
    "新乡2026年的总结啥时候交?", "when is the Gansu statistics table due?", "苗长汀电话", "沁水活动主题",
    "2022年高校科协的总结交给谁", "甘肃科协邮箱", "新乡科普日是第几届", "统计表有哪些项", "沁水安全方面有什么要求",
    "启动式在哪办", "新乡2026的传真号", "who signs the Gansu notice?",
]  # fmt: skip


def main() -> None:
    """Print every figure with its yardstick."""
    answering("5 shipped notices", list(shipped_notices()), SHIPPED_QUESTIONS * 40)
    before = memory()
    start = perf_counter()
    made = list(notices(MANY))
    print(f"\n{MANY} generated notices made in {perf_counter() - start:.1f} s")
    answering(f"{MANY} generated notices", made, questions(made))
    print(f"  memory with them: {memory():.0f} MiB (before: {before:.0f})")
    cold()
    steps.main()
    reminders.main()
    documents.main()


def answering(name: str, made: list[Notice], asked: list[str]) -> None:
    """Questions in process: read, answered and put into words; beside a bare text search."""
    start = perf_counter()
    catalogue = Catalogue(made)
    print(f"{name}: ready in {perf_counter() - start:.2f} s")
    renderer, whole, bare = Renderer(), Stopwatch(), Stopwatch()
    search = Retrieval(made[:1000])
    for question in asked:
        answer(catalogue, question, NOW)
    for question in asked:
        with whole:
            renderer.answer(answer(catalogue, question, NOW)[0])
        with bare:
            search.best(question)
    p50, p99 = milliseconds(whole.taken)
    least, _ = milliseconds(bare.taken)
    print(f"  a question: p50 {p50:.2f} ms, p99 {p99:.2f} ms")
    print(f"  a bare search of the clauses of up to 1,000 of them: p50 {least:.3f} ms (ratio {p50 / least:.0f})")


def memory() -> float:
    """The most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cold() -> None:
    """`ask` from nothing: a fresh process on a fresh folder, then on one that has its database."""
    empty = median(_run([sys.executable, "-c", "pass"]) for _ in range(5))
    with tempfile.TemporaryDirectory() as folder:
        first = median(_ask(folder) for _ in range(3))
        _run([sys.executable, "-m", "bot", "chat"], folder)
        again = median(_ask(folder) for _ in range(5))
        imports = _import_share(folder)
    print(f"\ncold `ask --json`: {again:.2f} s with a database in the folder, {first:.2f} s on an empty folder")
    print(f"  an empty Python: {empty:.2f} s (ratio {again / empty:.1f}); share spent importing: {imports:.0%}")


def _ask(folder: str, *flags: str) -> float:
    return _run([sys.executable, *flags, "-m", "bot", "ask", "新乡2026年的总结啥时候交?", "--json"], folder)


def _run(command: list[str], folder: str | None = None) -> float:
    environment = {**os.environ, "ZHOUZHI_BOT__DATA_DIR": folder or ""} if folder else dict(os.environ)
    start = perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment, stdin=subprocess.DEVNULL)
    return perf_counter() - start


def _import_share(folder: str) -> float:
    """The part of a cold run that `-X importtime` accounts for."""
    command = [sys.executable, "-X", "importtime", "-m", "bot", "ask", "新乡2026年的总结啥时候交?", "--json"]
    start = perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "ZHOUZHI_BOT__DATA_DIR": folder})
    whole = perf_counter() - start
    own = [int(found) for found in re.findall(r"^import time:\s+(\d+) \|", done.stderr, re.MULTILINE)]
    return sum(own) / 1e6 / whole


if __name__ == "__main__":
    main()
