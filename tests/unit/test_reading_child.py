"""The process that documents are read in: what it is not given, and how it ends when it goes wrong."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading import office, read
from bot.reading.child import outcome
from bot.reading.wire import Handed, Stumbled, Understood
from knowledge.errors import Unreadable
from knowledge.notice_check import check_notice

FIXTURES = Path(__file__).parent.parent / "fixtures" / "notices"

FILES = [Handed("通知.txt", "关于开展青禾市读书月活动的通知".encode()), Handed("附件.txt", b"x")]

TAMPERED = """
import os, sys
from bot.reading import child
from knowledge.errors import Unreadable
import knowledge.reading.read as reader
def read(content, name):
    if name == "通知.txt":
        return None
    {does}
reader.read = read
child.CPU_SECONDS = 1
child.main()
"""
"""The process with another reader, which comes to the second file and does something."""


@pytest.fixture(autouse=True)
def _own_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "SECONDS", 15)


def refused(monkeypatch: pytest.MonkeyPatch, does: str) -> Unreadable:
    """What is said of a file whose reading does something."""
    monkeypatch.setattr(read, "COMMAND", (sys.executable, "-P", "-X", "utf8", "-c", TAMPERED.format(does=does)))
    with pytest.raises(Unreadable) as error:
        read.read_documents_now(FILES)
    return error.value


ENDS = {
    "it takes too much memory": ("bytearray(2**30)", "too_much_memory"),
    "it takes memory bit by bit": ("kept = [bytes(10**7) for _ in range(100)]", "too_much_memory"),
    "it computes without end": ("while True: pass", "too_long"),
    "it crashes in native code": ("os.kill(os.getpid(), 11)", "damaged"),
    "it is killed": ("os.kill(os.getpid(), 9)", "too_much_memory"),
    "it ends without a word": ("os._exit(0)", "damaged"),
    "it fails": ("raise KeyError('张三 0999-1234567')", "unforeseen"),
    "it recurses without end": ("read(content, name)", "unforeseen"),
    "it looks for the network": ("import socket; socket.create_connection(('127.0.0.1', 9))", "unforeseen"),
    "it starts a program": ("os.system('true')", "unforeseen"),
    "it declines": ("raise Unreadable(name, 'scanned')", "scanned"),
}


@pytest.mark.parametrize(("does", "code"), ENDS.values(), ids=ENDS)
def test_whatever_reading_does_the_bot_hears_why(monkeypatch: pytest.MonkeyPatch, does: str, code: str) -> None:
    error = refused(monkeypatch, does)
    assert (error.file, error.code) == ("附件.txt", code)


def test_waiting_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "SECONDS", 3)
    assert refused(monkeypatch, "import time; time.sleep(60)").code == "too_long"


def test_what_a_library_prints_is_no_part_of_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(monkeypatch, "os.write(1, b'noise\\n' * 10); print('noise', flush=True); raise Unreadable(name, 'scanned')").code == "scanned"


def test_settings_and_their_secrets_are_not_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHOUZHI_TELEGRAM__TOKEN", "1:secret")
    assert refused(monkeypatch, "raise Unreadable(name, 'scanned', found=' '.join(os.environ))").values["found"].count("ZHOUZHI") == 0


def test_where_our_code_failed_is_logged_without_words_of_the_document(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    refused(monkeypatch, "raise KeyError('张三 0999-1234567')")
    assert "KeyError" in caplog.text
    assert "child.py" in caplog.text
    assert "张三" not in caplog.text


def test_it_leaves_no_core_and_stands_back(monkeypatch: pytest.MonkeyPatch) -> None:
    told = refused(monkeypatch, "import resource; raise Unreadable(name, 'scanned', core=str(resource.getrlimit(4)), nice=str(os.nice(0)))").values
    assert told["core"] == "(0, 0)"
    assert int(told["nice"]) >= 10


async def test_a_reading_that_is_no_longer_wanted_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    does = f"open({str(pid)!r}, 'w').write(str(os.getpid())); import time; time.sleep(60)"
    monkeypatch.setattr(read, "COMMAND", (sys.executable, "-P", "-X", "utf8", "-c", TAMPERED.format(does=does)))
    task = asyncio.create_task(read.read_documents(FILES))
    while not (pid.exists() and pid.read_text()):
        await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


OLD = "raise Unreadable(name, 'old_word' if content == b'x' else 'scanned')"
"""A reader of new files only: the one that was converted it reads and finds to be a scan."""


@pytest.fixture
def soffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place of a program that stands in for LibreOffice."""
    program = tmp_path / "soffice"
    program.touch()
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    return program


def test_an_old_file_is_read_through_libreoffice_where_there_is_one(monkeypatch: pytest.MonkeyPatch, soffice: Path) -> None:
    soffice.write_text('#!/bin/sh\nfor last; do :; done\ntest -f "$last" && echo new > "${last%.doc}.docx"\n', encoding="utf-8")
    assert refused(monkeypatch, OLD).code == "scanned"


def test_an_old_file_stays_unread_where_libreoffice_does_not_manage(monkeypatch: pytest.MonkeyPatch, soffice: Path) -> None:
    soffice.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    assert refused(monkeypatch, OLD).code == "old_word"


def test_libreoffice_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch, soffice: Path) -> None:
    soffice.write_text("#!/bin/sh\nsleep 60\n", encoding="utf-8")
    monkeypatch.setattr(office, "SECONDS", 0.2)
    assert refused(monkeypatch, OLD).code == "old_word"


def test_an_old_file_stays_unread_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program_or_none", lambda: None)
    error = refused(monkeypatch, OLD)
    assert (error.file, error.code) == ("附件.txt", "old_word")


BEGINNINGS = (b"", b"PK\x03\x04", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1", b"<html><p>", "关于开展活动的通知\n".encode())


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=600) | st.text(max_size=300).map(str.encode))
def test_any_bytes_come_to_a_draft_or_a_reason(beginning: bytes, rest: bytes) -> None:
    came = outcome(msgspec.msgpack.encode([Handed("通知.docx", beginning + rest)]), lambda number: None)
    assert not isinstance(came, Stumbled), came


def test_what_is_read_can_be_relied_on() -> None:
    """Answers, forms and reminders take imported notices for as sound as those written by hand."""
    files = [Path(folder, name) for folder, _, names in os.walk(FIXTURES) for name in names if not name.endswith((".json", ".toml", ".py"))]
    for file in files:
        came = outcome(msgspec.msgpack.encode([Handed(file.name, file.read_bytes())]), lambda number: None)
        if isinstance(came, Understood):
            assert list(check_notice(came.draft.notice)) == [], file.name
