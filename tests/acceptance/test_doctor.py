"""`doctor`, and settings as a user meets them."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.support.bot import run_bot
from tests.support.botapi import BotApiThread


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


def test_all_is_well_before_the_first_start_and_after_it(data: Path) -> None:
    fresh = run_bot(data, "doctor")
    assert (fresh.status, len(fresh.out.splitlines())) == (0, 4)
    assert not data.exists()
    run_bot(data, "chat", stdin="")
    used = run_bot(data, "doctor", ZHOUZHI_BOT__LOCALE="en")
    assert used.status == 0
    assert [line.split()[0] for line in used.out.splitlines()] == ["ok"] * 4
    assert "SQLite" in used.out


def test_configured_channels_have_a_line_each(data: Path) -> None:
    with BotApiThread(privacy=True) as server:
        ended = run_bot(data, "doctor", ZHOUZHI_TELEGRAM__TOKEN=server.token, ZHOUZHI_TELEGRAM__API_BASE=server.url, ZHOUZHI_WECOM__BOT_ID="b")
        refused = run_bot(data, "doctor", ZHOUZHI_TELEGRAM__TOKEN="1:a", ZHOUZHI_TELEGRAM__API_BASE=server.url)
        address = server.url
    assert ended.status == 0
    assert f"@{server.bot.username}" in ended.out
    assert "隐私模式" in ended.out
    assert "企业微信" in ended.out
    assert (refused.status, "@BotFather" in refused.out) == (1, True)
    away = run_bot(data, "doctor", ZHOUZHI_TELEGRAM__TOKEN="1:a", ZHOUZHI_TELEGRAM__API_BASE=address)
    assert (away.status, "telegram.api_base" in away.out) == (1, True)


@pytest.mark.parametrize(
    ("name", "value"), [("ZHOUZHI_BOT__TIMEZONE", "Mars/Olympus"), ("ZHOUZHI_DATABASE__URL", "postgresql+asyncpg://u:hunter2@127.0.0.1:1/x")]
)
def test_what_is_not_in_order_has_a_line_and_exit_status_1(name: str, value: str, data: Path) -> None:
    more: dict[str, Any] = {name: value}
    ended = run_bot(data, "doctor", **more)
    assert ended.status == 1
    assert "不行" in ended.out
    assert "hunter2" not in ended.out + ended.err


def refusal(data: Path) -> str:
    """What a chat says that does not start on the database it finds."""
    ended = run_bot(data, "chat", stdin="你好\n")
    assert ended.status == 1
    return ended.err


def test_a_database_of_a_newer_version_is_refused(data: Path) -> None:
    run_bot(data, "chat", stdin="")
    with sqlite3.connect(data / "zhouzhi.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    said = refusal(data)
    assert "9999" in said
    assert "升级" in said


def test_a_database_of_another_program_is_refused(data: Path) -> None:
    data.mkdir()
    with sqlite3.connect(data / "zhouzhi.sqlite3") as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    assert "recipes" in refusal(data)
