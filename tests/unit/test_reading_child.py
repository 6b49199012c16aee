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
from lxml import etree

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
child.CPU_SECONDS = 2
child.main()
"""
"""The process with another reader, which comes to the second file and does something."""


@pytest.fixture(autouse=True)
def _own_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(read, "SECONDS", 15)
    monkeypatch.setenv("TMPDIR", str(tmp_path))


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
    "it writes a file without end": ("open(os.path.join(os.environ['TMPDIR'], 'x'), 'wb').write(bytes(2**25))", "unforeseen"),
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


def test_an_answer_beyond_all_bounds_is_not_taken_for_lack_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_SAID", 10)
    assert refused(monkeypatch, "raise Unreadable(name, 'scanned', found='x' * 10**6)").code == "too_much"


BROKEN = {
    "a module is missing": ("def f():\n    import no_such_module_of_ours\nf()", "unforeseen", "ModuleNotFoundError at <string>:3, <string>:2"),
    "Python does not get that far": ("import sys; sys.exit(3)", "unforeseen", "exit status 3"),
    "an error names the document": ("raise ValueError('张三\\nZhangSan: 0999-1234567')", "unforeseen", "ValueError at <string>:1"),
    "there is no memory to answer with": ("raise MemoryError", "too_much_memory", ""),
    "it prints without end and fails": ("import os; os.write(2, b'noise ' * 10**6); raise KeyError", "unforeseen", "KeyError at <string>:1"),
}


@pytest.mark.parametrize(("program", "code", "logged"), BROKEN.values(), ids=BROKEN)
def test_a_process_that_python_gave_up_does_not_make_the_file_damaged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, program: str, code: str, logged: str
) -> None:
    """A broken installation has to show in the log, by the kind of error and the places only."""
    monkeypatch.setattr(read, "COMMAND", (sys.executable, "-c", program))
    with pytest.raises(Unreadable) as error:
        read.read_documents_now(FILES)
    assert error.value.code == code
    assert logged in caplog.text
    assert "1234567" not in caplog.text
    assert "ZhangSan" not in caplog.text


def test_what_fails_after_all_files_are_read_names_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    failing = "import knowledge.extraction.pipeline as pipeline\npipeline.extract = lambda documents: 1 / 0\n"
    monkeypatch.setattr(read, "COMMAND", (sys.executable, "-P", "-X", "utf8", "-c", failing + TAMPERED.format(does="pass")))
    with pytest.raises(Unreadable) as error:
        read.read_documents_now(FILES)
    assert (error.value.file, error.value.code) == ("通知.txt、附件.txt", "unforeseen")


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


def test_it_leaves_no_core_starts_nothing_writes_little_and_stands_back(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = "', '.join(str(resource.getrlimit(kind)[0]) for kind in (resource.RLIMIT_CORE, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE))"
    told = refused(monkeypatch, f"import resource; raise Unreadable(name, 'scanned', limits={limits}, nice=str(os.nice(0)))").values
    assert told["limits"] == f"0, 0, {16 * 2**20}"
    assert int(told["nice"]) >= 10


def test_stricter_limits_that_were_there_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
    does = "import resource; raise Unreadable(name, 'scanned', most=str(resource.getrlimit(resource.RLIMIT_FSIZE)))"
    monkeypatch.setattr(read, "COMMAND", (sys.executable, "-P", "-B", "-X", "utf8", "-c", strict + TAMPERED.format(does=does)))
    with pytest.raises(Unreadable) as error:
        read.read_documents_now(FILES)
    assert error.value.values == {"most": "(1000, 1000)"}


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


def test_of_files_with_one_name_the_old_one_is_turned_into_a_new_one(monkeypatch: pytest.MonkeyPatch, soffice: Path) -> None:
    soffice.write_text('#!/bin/sh\nfor last; do :; done\ncat "$last" > "${last%.doc}.docx"; echo new >> "${last%.doc}.docx"\n', encoding="utf-8")
    does = "if content == b'b': raise Unreadable(name, 'old_word')\n    raise Unreadable(name, 'scanned', found=content.decode())"
    program = TAMPERED.format(does=does).replace('if name == "通知.txt"', "if content == b'a'")
    monkeypatch.setattr(read, "COMMAND", (sys.executable, "-P", "-X", "utf8", "-c", program))
    with pytest.raises(Unreadable) as error:
        read.read_documents_now([Handed("表.doc", b"a"), Handed("表.doc", b"b")])
    assert error.value.values == {"found": "bnew\n"}


def test_libreoffice_is_held_to_limits_and_fetches_nothing(monkeypatch: pytest.MonkeyPatch, soffice: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    soffice.write_text(
        f"#!/bin/sh\nulimit -t >{told}; ulimit -f >>{told}; ulimit -d >>{told}; ulimit -c >>{told}; nice >>{told}\n"
        f'folder="${{1#-env:UserInstallation=file://}}"; cat "$folder/user/registrymodifications.xcu" >>{told}\n',
        encoding="utf-8",
    )
    assert refused(monkeypatch, OLD).code == "old_word"
    *limits, profile = told.read_text(encoding="utf-8").splitlines()
    assert limits == ["60", str(40 * 2**20 // 512), str(1536 * 1024), "0", "10"]
    settings = {item[0].get("{http://openoffice.org/2001/registry}name"): item[0][0].text for item in etree.fromstring(profile.encode())}
    assert settings["DisableMacrosExecution"] == settings["BlockUntrustedRefererLinks"] == "true"
    assert (settings["ooInetProxyType"], settings["ooInetHTTPProxyName"], settings["ooInetNoProxy"]) == ("2", "127.0.0.1", None)


@pytest.mark.skipif(office.program_or_none() is None, reason="LibreOffice is not installed")
async def test_what_a_document_links_to_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown by a page, as the simplest document that LibreOffice would fetch the pictures of."""
    monkeypatch.setattr(office, "NEWER", {"page": ("html", "odt")})
    calls = []

    def call(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append("call")
        writer.close()

    async with await asyncio.start_server(call, "127.0.0.1", 0) as server:
        page = f'<html><body><p>通知</p><img src="http://127.0.0.1:{server.sockets[0].getsockname()[1]}/x.png"></body></html>'
        made = await office.converted_or_none(page.encode(), "page")
    assert made is not None
    assert calls == []


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
