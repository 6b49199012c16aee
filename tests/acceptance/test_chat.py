"""`chat`, in a pipe, as JSON lines and at a terminal."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.channels.wrap import width
from db.store import open_store
from handlers.lane import Lane
from handlers.reminding import PRACTICE
from handlers.subscription import Subscription
from knowledge.reminders import Slot
from tests.support.bot import NOW, command, environment, run_bot
from tests.support.pseudo_terminal import PseudoTerminal, shown


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


def said(data: Path, *lines: Any, options: tuple[str, ...] = ()) -> list[list[dict[str, Any]]]:
    """The messages that each JSON line causes, in a process of their own."""
    stdin = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    ended = run_bot(data, "chat", "--json", "--now", NOW, *options, stdin=stdin)
    assert (ended.status, ended.err) == (0, "")
    answers: list[list[dict[str, Any]]] = [[]]
    for found in ended.lines:
        if found == {"end": True}:
            answers.append([])
        else:
            answers[-1].append(found)
    assert answers.pop() == []
    return answers


def test_piped_lines_are_answered_one_by_one_in_plain_text(data: Path) -> None:
    file = data.parent / "附件.docx"
    file.write_bytes(b"PK")
    lines = f"总结啥时候交\n2\n\n/press\t没有的\n/send {file}\n"
    ended = run_bot(data, "chat", "--now", NOW, stdin=lines)
    assert (ended.status, ended.err) == (0, "")
    answers = ended.out.split("\n\n")
    assert len(answers) == 4
    assert "[2] 新乡市2023年全国科普日通知" in answers[0]
    assert "2023年9月28日" in answers[1]
    assert "没有的" in answers[2]
    assert "收到“附件.docx”" in answers[3]
    assert "\x1b" not in ended.out


def test_saying_quit_ends_the_talk(data: Path) -> None:
    ended = run_bot(data, "chat", stdin="退出\n总结啥时候交\n")
    assert (ended.status, ended.out) == (0, "再见。\n")


def test_json_messages_have_every_key_of_the_contract(data: Path) -> None:
    ((message,),) = said(data, {"text": "总结啥\n时候交"}, options=("--as", "wang"))
    assert list(message) == ["id", "to", "text", "buttons", "files", "edits"]
    assert message["to"] == {"user": "wang", "group": None}
    assert message["files"] == []
    assert message["edits"] is None
    assert all(len(row) == 1 for row in message["buttons"])


def test_a_conversation_goes_on_in_the_next_process(data: Path) -> None:
    ((first,),) = said(data, "总结啥时候交")
    label = next(row[0] for row in first["buttons"] if "沁水县" in row[0])
    (pressed,), (followed,) = said(data, {"press": label, "of": first["id"]}, {"text": "邮箱呢"})
    assert "2025年6月9日" in pressed["text"]
    assert "qsxfgjkjg@163.com" in followed["text"]
    assert len({first["id"], pressed["id"], followed["id"]}) == 3


def test_a_button_is_pressed_under_the_last_message_that_has_it(data: Path) -> None:
    _, _, (pressed,), (stale,) = said(
        data,
        "总结啥时候交",
        "新乡2026年主题是什么",
        "/press 沁水县2025年科技活动周和科技工作者日通知",
        {"press": "沁水县2025年科技活动周和科技工作者日通知", "of": "nothing"},
    )
    assert "2025年6月9日" in pressed["text"]
    assert "失效" in stale["text"]


def test_people_and_groups_have_conversations_of_their_own(data: Path) -> None:
    answers = said(
        data,
        {"text": "甘肃总结啥时候交", "as": "a", "group": "g"},
        {"text": "邮箱呢", "as": "b", "group": "g"},
        {"text": "邮箱呢", "as": "a"},
        {"text": "邮箱呢", "as": "a", "group": "g"},
    )
    texts = [message["text"] for (message,) in answers]
    assert "Gsppc02@163.com" in texts[3]
    assert texts[1] == texts[2] != texts[3]
    assert answers[0][0]["to"] == {"user": "a", "group": "g"}


def test_mobile_numbers_are_withheld_in_groups_where_set(data: Path) -> None:
    stdin = '{"text": "甘肃科协手机号", "group": "g"}\n{"text": "甘肃科协手机号"}\n'
    ended = run_bot(data, "chat", "--json", stdin=stdin, ZHOUZHI_BOT__HIDE_MOBILES_IN_GROUPS="true")
    in_group, _, alone, _ = ended.lines
    assert "18298701662" not in in_group["text"]
    assert "18298701662" in alone["text"]


def test_each_line_may_have_its_own_time(data: Path) -> None:
    (first,), (second,) = said(
        data,
        {"text": "新乡2026总结还有几天", "now": "2026-06-01T08:00", "as": "a"},
        {"text": "新乡2026总结还有几天", "now": "2026-06-02T08:00", "as": "b"},
    )
    assert "还有2天" in first["text"]
    assert "明天截止" in second["text"]


@pytest.mark.parametrize("line", ['{"text": "a", "press": "b"}', "{}", "{oops", '{"text": "a", "now": "soon"}', '{"text": "\\ud800"}'])
def test_a_line_that_is_no_message_is_refused_and_the_talk_goes_on(line: str, data: Path) -> None:
    ended = run_bot(data, "chat", "--json", stdin=line + "\n你好\n")
    assert ended.status == 2
    assert len(ended.err.splitlines()) == 1
    assert ended.lines[0] == {"end": True}
    assert len(ended.lines) == 3


def test_odd_input_is_answered_and_never_sent_back_raw(data: Path) -> None:
    odd = ["\x1b[2J\x07主题\x9b31m", "{{ 7*7 }}", "'; DROP TABLE notices; --", "<@all> [x](javascript:1)", "啊" * 20000, "\u202e报"]
    answers = said(data, *({"text": text} for text in odd))
    assert all(len(answer) == 1 for answer in answers)
    assert not set("".join(answer[0]["text"] for answer in answers)) & set("\x1b\x07\x9b\u202e")
    assert "49" not in answers[1][0]["text"]


def test_a_message_that_fails_is_apologised_for_and_logged_without_its_words(data: Path) -> None:
    run_bot(data, "chat", stdin="你好\n")
    (data / "sitecustomize.py").write_text(
        "import knowledge.answering.answerer as a\n"
        "whole = a.answer\n"
        "def answer(catalogue, text, *rest):\n"
        "    if text.startswith(chr(0x79D8)): raise ValueError(text)\n"
        "    return whole(catalogue, text, *rest)\n"
        "a.answer = answer\n",
        encoding="utf-8",
    )
    from tests.support.bot import ROOT

    ended = run_bot(data, "chat", stdin="秘密\n你好\n", PYTHONPATH=f"{data}:{ROOT}")
    assert ended.status == 1
    apology, greeting = ended.out.split("\n\n")
    assert "原样存下" in apology
    assert "你好" in greeting
    log = (data / "zhouzhi.log").read_text(encoding="utf-8")
    assert "ValueError" in log
    assert "秘密" not in log


def test_a_damaged_database_is_refused_and_left_as_it_is(data: Path) -> None:
    data.mkdir()
    file = data / "zhouzhi.sqlite3"
    file.write_bytes(b"not a database, but somebody's only copy of something" * 50)
    before = file.read_bytes()
    for arguments in (["chat"], ["ask", "主题"], ["doctor"]):
        ended = run_bot(data, *arguments)
        assert ended.status == 1
        assert "损坏" in ended.err + ended.out
        assert "Traceback" not in ended.err
    assert file.read_bytes() == before


def talking(data: Path, columns: int, **more: str) -> PseudoTerminal:
    """A person's terminal with the bot in it."""
    return PseudoTerminal(command("chat", "--now", NOW), environment(data, TERM="xterm", **more), columns)


def test_a_person_talks_in_a_narrow_window(data: Path) -> None:
    with talking(data, columns=40) as terminal:
        welcome = terminal.wait_for("你> ")
        assert "\x1b[2m" in welcome
        assert "5份活动通知" in shown(welcome)
        terminal.type("总结啥时候交\n")
        offered = shown(terminal.wait_for("你> "))
        assert "[1] 沁水县2025年" in offered
        terminal.type("1\n")
        chosen = shown(terminal.wait_for("你> "))
        assert "2025年6月9日" in chosen.replace("\n", "")
        terminal.type("quit\n")
        assert terminal.end() == 0
    assert shown(terminal.seen).rstrip().endswith("再见。")
    answers = [line for line in shown(terminal.seen).splitlines() if not line.startswith("你>")]
    assert max(map(width, answers)) <= 40
    assert "总结啥时候交" in (data / "history").read_text(encoding="utf-8")


def test_colour_is_left_out_where_nobody_wants_it(data: Path) -> None:
    with talking(data, columns=80, NO_COLOR="1") as terminal:
        assert "\x1b[2m" not in terminal.wait_for("你> ")
        terminal.type("\x04")
        assert terminal.end() == 0
    assert "再见" in terminal.seen


def test_ctrl_c_leaves_quietly(data: Path) -> None:
    with talking(data, columns=80) as terminal:
        terminal.wait_for("你> ")
        terminal.interrupt(until="再见")
        assert terminal.end() == 0
    assert "Traceback" not in terminal.seen


def test_a_file_that_is_not_there_is_said_not_to_be(data: Path) -> None:
    answers = said(data, f"/send {data}/no.docx", "/send", {"file": ""}, {"file": "n" * 300})
    texts = [message["text"] for (message,) in answers]
    assert "没有“" in texts[0]
    assert "no.docx" in texts[0]
    assert texts[1] == texts[2]
    assert "哪个文件" in texts[1]
    assert "nnn" in texts[3]


def test_nobody_is_the_person_at_the_terminal(data: Path) -> None:
    ((first,), (second,)) = said(data, {"text": "你好", "as": ""}, {"text": "你好"})
    assert first["to"] == second["to"]
    assert first["to"]["user"]


def test_a_colleague_is_told_in_the_same_run_and_another_run_keeps_its_own(data: Path) -> None:
    """What one person's message causes is shown where it was typed; replies to others wait for them."""
    begin = ["填报", "2", "雁湖县科技局"]
    run_bot(data, "chat", "--json", "--as", "wang", "--now", NOW, stdin="".join(f"{text}\n" for text in begin))
    ended = run_bot(data, "chat", "--json", "--as", "li", "--now", NOW, stdin="".join(f"{text}\n" for text in [*begin, "接手填"]))
    to = [line["to"]["user"] for line in ended.lines if "to" in line]
    assert to == ["li", "li", "li", "li", "wang"]


def test_a_reminder_comes_by_itself_while_the_prompt_waits(data: Path) -> None:
    run_bot(data, "chat", stdin="")
    with PseudoTerminal(command("chat", "--as", "wang"), environment(data, TERM="xterm"), 80) as terminal:
        terminal.wait_for("你> ")
        terminal.type("半句")
        terminal.wait_for("半句")
        asyncio.run(remind_soon(data, "wang"))
        came = shown(terminal.wait_for("半句"))
        assert "总结" in came
        assert came.endswith("你> 半句")
        terminal.type("话\n")
        terminal.wait_for("你> ")
        terminal.type("退出\n")
        assert terminal.end() == 0


async def remind_soon(data: Path, person: str) -> None:
    """Have somebody reminded of a deadline at once."""
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    lane = Lane("console", "", "", person)
    notice = "xinxiang-2026-science-week"
    slot = Slot(now, notice, "summary", "2026-06-03", PRACTICE, now + timedelta(days=2))
    made = Subscription(id="s", lane=lane, by=f"console:{person}", created_at=now, notice=notice, practice=True, version=1)
    store = await open_store(f"sqlite+aiosqlite:///{data / 'zhouzhi.sqlite3'}")
    async with store.work() as memory:
        await memory.reminders.save(made, (slot,), now - timedelta(seconds=1))
    await store.close()
