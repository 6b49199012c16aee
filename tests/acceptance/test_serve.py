"""`serve`, `run`, `remind` and `organiser` as a user runs them."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from handlers.access import code_or_none
from tests.support.bot import command, environment, run_bot
from tests.support.botapi import BotApiThread

QUESTION = "新乡2026年的总结啥时候交?"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


@pytest.fixture(scope="module")
def server() -> Iterator[BotApiThread]:
    """A Bot API server."""
    with BotApiThread() as running:
        yield running


def configured(server: BotApiThread) -> dict[str, str]:
    """Settings for a bot of the server."""
    return {"ZHOUZHI_TELEGRAM__TOKEN": server.token, "ZHOUZHI_TELEGRAM__API_BASE": server.url}


@contextmanager
def serving(data: Path, *words: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """A serving process that has said it is ready; killed on leaving where it still runs."""
    process = subprocess.Popen(
        command(*(words or ("serve",))), env=environment(data, **more), cwd=data.parent, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if str(data) in line:
                break
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_without_a_channel_it_says_what_to_put_where(data: Path, locale: str) -> None:
    ended = run_bot(data, "serve", ZHOUZHI_BOT__LOCALE=locale)
    assert (ended.status, ended.out, len(ended.err.splitlines())) == (2, "", 1)
    assert "config.toml" in ended.err
    assert "@BotFather" in ended.err
    assert not data.exists()


def test_a_webhook_without_a_secret_is_refused(data: Path) -> None:
    more = {"ZHOUZHI_TELEGRAM__MODE": "webhook", "ZHOUZHI_TELEGRAM__WEBHOOK_URL": "https://bot.example.cn/t", "ZHOUZHI_TELEGRAM__TOKEN": "1:a"}
    ended = run_bot(data, "serve", **more)
    assert (ended.status, "webhook_secret" in ended.err) == (2, True)


def test_a_token_that_is_refused_ends_it_with_a_sentence(data: Path, server: BotApiThread) -> None:
    ended = run_bot(data, "serve", ZHOUZHI_TELEGRAM__TOKEN="1:abc", ZHOUZHI_TELEGRAM__API_BASE=server.url)
    assert (ended.status, ended.out) == (1, "")
    assert "@BotFather" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_until_told_to_stop_and_goes_on_afterwards(data: Path, server: BotApiThread, stop: signal.Signals) -> None:
    wang = server.person(f"王{stop.value}", language="zh", username=None, last_name=None)
    with serving(data, **configured(server)) as process:
        wang.starts()
        server.wait_said(wang, "周知")
        wang.says(QUESTION)
        server.wait_said(wang, "6月3日")
        process.send_signal(stop)
        assert process.wait(timeout=10) == 0
    wang.says(QUESTION)
    with serving(data, "run", **configured(server)):
        server.wait_said(wang, "6月3日")


def test_a_second_one_on_the_same_database_is_refused(data: Path, server: BotApiThread) -> None:
    with serving(data, **configured(server)) as process:
        second = run_bot(data, "serve", **configured(server))
        assert (second.status, len(second.err.splitlines())) == (1, 1)
        assert str(process.pid) in second.err
        chat = run_bot(data, "chat", stdin=f"{QUESTION}\n")
        assert (chat.status, "6月3日" in chat.out) == (0, True)
        assert process.poll() is None


def test_it_starts_without_the_network_and_works_once_that_is_back(data: Path) -> None:
    with BotApiThread() as server:
        wang = server.person("王", language="zh", username=None, last_name=None)
        wang.starts()
        server.run(server.goes_down())
        with serving(data, **configured(server)):
            server.run(server.comes_up())
            server.wait_said(wang, "周知", timeout=30)


def test_without_a_token_run_talks_in_the_terminal(data: Path) -> None:
    ended = run_bot(data, "run", stdin=f"{QUESTION}\n")
    assert (ended.status, "6月3日" in ended.out) == (0, True)


def test_a_code_is_printed_once_and_kept_by_its_hash_alone(data: Path) -> None:
    ended = run_bot(data, "organiser", "code")
    assert ended.status == 0
    code = ended.out.strip()
    assert "72" in ended.err
    kept = code_or_none(code)
    assert kept is not None
    content = b"".join(path.read_bytes() for path in data.iterdir())
    assert kept.encode() in content
    assert code.encode() not in content
    assert code.replace("-", "").encode() not in content
    assert run_bot(data, "organiser", "code").out.strip() != code


def test_a_code_makes_its_first_user_an_organiser(data: Path) -> None:
    code = run_bot(data, "organiser", "code").out.strip()
    run_bot(data, "chat", "--as", "wang", stdin=f"{code}\n")
    run_bot(data, "chat", "--as", "li", stdin=f"{code}\n")
    with closing(sqlite3.connect(data / "zhouzhi.sqlite3")) as connection:
        found = connection.execute("SELECT person FROM people WHERE organiser").fetchall()
    assert found == [("console:wang",)]


@pytest.mark.parametrize("words", [(), ("key",), ("code", "code")])
def test_organiser_needs_to_be_told_what(data: Path, words: tuple[str, ...]) -> None:
    ended = run_bot(data, "organiser", *words)
    assert (ended.status, ended.out, len(ended.err.splitlines())) == (2, "", 1)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--until", "2026-06-10"),
        ("--dry-run",),
        ("--dry-run", "--until", "soon"),
        ("--dry-run", "--until", "2026-05-01", "--now", "2026-05-02"),
        ("--dry-run", "--until"),
        ("--dry-run", "--until", "2026-06-10", "now"),
    ],
)
def test_remind_says_what_is_wrong(data: Path, words: tuple[str, ...]) -> None:
    ended = run_bot(data, "remind", *words)
    assert (ended.status, ended.out, len(ended.err.splitlines())) == (2, "", 1)
    assert not data.exists()


def test_nothing_is_planned_before_the_first_start(data: Path) -> None:
    plain = run_bot(data, "remind", "--dry-run", "--until", "2030-01-01")
    assert (plain.status, "2030-01-01" in plain.out) == (0, True)
    assert run_bot(data, "remind", "--dry-run", "--until", "2030-01-01", "--json").out == ""
    assert not data.exists()


def reminded(data: Path) -> list[dict[str, Any]]:
    """The reminders of a season, as the dry run has them."""
    ended = run_bot(data, "remind", "--dry-run", "--now", "2026-05-02", "--until", "2026-07-01", "--json")
    assert ended.status == 0
    return ended.lines


def test_the_dry_run_has_the_words_that_are_said_and_changes_nothing(data: Path) -> None:
    begun = json.dumps({"text": "提醒我 新乡2026", "now": "2026-05-01T10:00"}, ensure_ascii=False)
    run_bot(data, "chat", "--json", "--as", "wang", stdin=f"{begun}\n", ZHOUZHI_REMINDERS__LEAD="7d,1d,2h")
    planned = reminded(data)
    assert [(one["slot"], one["due"], one["channel"], one["chat"]) for one in planned] == [
        ("7d", "2026-06-03", "console", "wang"),
        ("1d", "2026-06-03", "console", "wang"),
        ("2h", "2026-06-03", "console", "wang"),
    ]
    assert reminded(data) == planned
    plain = run_bot(data, "remind", "--dry-run", "--now", "2026-05-02", "--until", "2026-07-01")
    assert all(one["text"] in plain.out for one in planned)
    said = []
    for one in planned:
        line = json.dumps({"text": "你好", "now": one["at"]}, ensure_ascii=False)
        ended = run_bot(data, "chat", "--json", "--as", "wang", "--now", "2026-05-02T10:00", stdin=f"{line}\n")
        said += [message["text"] for message in ended.lines if message.get("text", "").startswith("【提醒】")]
    assert said == [one["text"] for one in planned]
    assert reminded(data) == []
