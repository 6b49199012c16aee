"""Reading ends with the command that asked for it, however that ends: nothing goes on, nothing is left."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

LOCKED = """
import fcntl
lock = open({lock!r}, "w")
fcntl.flock(lock, fcntl.LOCK_EX)
"""
"""A program that holds a lock for as long as it, or what it starts, lives: a lock is let go even by what was not yet waited for."""

CHILD = """
import time
from bot.reading import child
import knowledge.reading.read as reader
def read(content, name):
    open({told!r}, "w").close()
    time.sleep(600)
reader.read = read
child.main()
"""

OLD = """
from bot.reading import child
from knowledge.errors import Unreadable
import knowledge.reading.read as reader
def read(content, name):
    raise Unreadable(name, "old_word")
reader.read = read
child.main()
"""

OFFICE = """
import os, time
os.fork()
open({told!r}, "w").close()
time.sleep(600)
"""

COMMAND = """
import sys
from bot.reading import read
from bot.reading.wire import Handed
read.COMMAND = (sys.executable, "-P", "-c", {child!r})
read.read_documents_now([Handed("a.doc", b"x")])
"""


def started(child: str, told: Path, **more: str) -> subprocess.Popen[bytes]:
    """A command that reads, as soon as what it started has told that it is at work."""
    environment = {**os.environ, "TMPDIR": str(told.parent), "PYTHONPATH": os.pathsep.join(sys.path), **more}
    process = subprocess.Popen([sys.executable, "-c", COMMAND.format(child=child)], env=environment, stderr=subprocess.PIPE)
    by = time.monotonic() + 30
    while not told.exists():
        assert process.poll() is None, process.stderr and process.stderr.read()
        assert time.monotonic() < by
        time.sleep(0.02)
    return process


def ended(process: subprocess.Popen[bytes], number: int) -> int:
    """Send a signal to a command; its exit status."""
    process.send_signal(number)
    _, said = process.communicate(timeout=15)
    assert b"Traceback" not in said
    return process.returncode


def is_free(lock: Path) -> bool:
    """Whether nobody who holds the lock is left, within some seconds."""
    by = time.monotonic() + 8
    with lock.open("a") as file:
        while time.monotonic() < by:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.02)
            else:
                return True
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
def test_the_process_that_reads_ends_with_the_command(number: signal.Signals, tmp_path: Path) -> None:
    if number is signal.SIGKILL and sys.platform != "linux":
        pytest.skip("only Linux tells a process that the one that started it is gone")
    lock, told = tmp_path / "lock", tmp_path / "told"
    process = started(LOCKED.format(lock=str(lock)) + CHILD.format(told=str(told)), told)
    status = ended(process, number) if number is not signal.SIGINT else None
    if status is None:
        process.send_signal(number)
        process.communicate(timeout=15)
    else:
        assert status == (-number if number is signal.SIGKILL else 128 + number)
    assert is_free(lock)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_libreoffice_and_its_folder_go_with_the_command(number: signal.Signals, tmp_path: Path) -> None:
    lock, told, program = tmp_path / "lock", tmp_path / "told", tmp_path / "soffice"
    program.write_text(f"#!{sys.executable}\n" + LOCKED.format(lock=str(lock)) + OFFICE.format(told=str(told)), encoding="utf-8")
    program.chmod(0o755)
    process = started(OLD, told, PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert list(tmp_path.glob("zhouzhi-*"))
    ended(process, number)
    assert is_free(lock)
    assert not list(tmp_path.glob("zhouzhi-*"))


def test_a_signal_that_is_to_be_passed_over_is(tmp_path: Path) -> None:
    """As for a command that was started by nohup."""
    lock, told = tmp_path / "lock", tmp_path / "told"
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = started(LOCKED.format(lock=str(lock)) + CHILD.format(told=str(told)), told)
    finally:
        signal.signal(signal.SIGHUP, before)
    process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    assert process.poll() is None
    assert ended(process, signal.SIGTERM) == 128 + signal.SIGTERM
    assert is_free(lock)
