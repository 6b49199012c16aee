"""`ask`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.bot import NOW, ROOT, run_bot

INVENTED = ROOT / "tests" / "notices" / "qingxiu-2026-safety-month.toml"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that is not there yet."""
    return tmp_path / "data"


def test_a_question_is_answered_with_its_source(data: Path) -> None:
    ended = run_bot(data, "ask", "新乡2026年的总结啥时候交？", "--now", NOW)
    assert ended.status == 0
    assert "2026年6月3日" in ended.out
    assert "还有14天" in ended.out
    assert "四（三）" in ended.out
    assert ended.err == ""


def test_asking_leaves_a_fresh_data_folder_alone(data: Path) -> None:
    run_bot(data, "ask", "新乡2026年的总结啥时候交？")
    assert not data.exists()


def test_json_has_every_key_of_the_contract(data: Path) -> None:
    ended = run_bot(data, "ask", "总结", "啥时候交？", "--json", "--now", NOW)
    (found,) = ended.lines
    assert list(found) == ["answer", "known", "missing", "kind", "notices", "facts", "choices"]
    assert found["known"] is True
    assert found["kind"] == "deadline"
    assert "xinxiang-2026-science-week" in found["notices"]
    assert found["choices"]
    assert all(list(fact) == ["id", "notice", "kind", "value", "source"] for fact in found["facts"])
    assert all(list(fact["source"]) == ["clause", "quote"] for fact in found["facts"])


def test_the_question_may_be_in_english(data: Path) -> None:
    ended = run_bot(data, "ask", "When is the Xinxiang 2026 report due?", "--now", NOW)
    assert "June 3, 2026" in ended.out


def test_days_are_counted_from_the_time_given_in_the_configured_zone(data: Path) -> None:
    late = run_bot(data, "ask", "新乡2026年的总结啥时候交？", "--now", "2026-06-01T17:00:00Z")
    assert "明天截止" in late.out


def test_explain_shows_how_the_question_was_read(data: Path) -> None:
    ended = run_bot(data, "ask", "新乡2026年的总结啥时候交？", "--explain", "--now", NOW)
    assert "认出：" in ended.out
    assert "xinxiang-2026-science-week" in ended.out
    as_json = run_bot(data, "ask", "新乡2026年的总结啥时候交？", "--explain", "--json", "--now", NOW)
    assert as_json.lines[0]["explain"]["tried"]


def test_a_batch_is_answered_one_conversation_a_line(data: Path, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    rows = [{"id": "a", "turns": ["甘肃总结啥时候交", "科协联系人呢"]}, {"id": 2, "turns": ["新乡2026主题"]}]
    batch.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    first, second = run_bot(data, "ask", "--batch", str(batch), "--json", "--now", NOW).lines
    assert (first["id"], second["id"]) == ("a", 2)
    assert "2026年6月20日" in first["answers"][0]["answer"]
    assert "曹忠喆" in first["answers"][1]["answer"]
    assert len(second["answers"]) == 1


def test_given_notices_are_the_only_ones_asked(data: Path) -> None:
    ended = run_bot(data, "ask", "新乡2026年的总结啥时候交？", "--json", "--notices", str(INVENTED))
    (found,) = ended.lines
    assert found["known"] is False
    assert found["notices"] == []
    known = run_bot(data, "ask", "主题是什么", "--json", "--notices", str(INVENTED.parent), "--notices", str(INVENTED))
    assert known.status == 0
    assert not data.exists()


def test_terminal_escapes_in_a_notice_are_not_sent_to_the_terminal(data: Path, tmp_path: Path) -> None:
    notice = tmp_path / "odd.toml"
    notice.write_text(
        'id = "odd"\ntitle = "x"\nregion = "新乡市"\n'
        '[[themes]]\nid = "t"\ntext = "红\\u001b[31m色\\u009b2J\\u202e主题"\nsource = { clause = "一" }\n'
        '[[clauses]]\nid = "c"\nnumber = "一"\nsummary = "主题"\n',
        encoding="utf-8",
    )
    ended = run_bot(data, "ask", "主题是什么\x1b[2J", "--notices", str(notice), "--explain")
    assert "红[31m色2J主题" in ended.out
    assert not set(ended.out) & set("\x1b\x9b\u202e")


REFUSALS = {
    "no question": (["ask"], "ask"),
    "only spaces": (["ask", "   "], "ask"),
    "a question and a batch": (["ask", "主题", "--batch", "x"], "--batch"),
    "a time that is none": (["ask", "主题", "--now", "明天"], "明天"),
    "a time outside the calendar": (["ask", "主题", "--now", "9999-12-31T23:59:59-12:00"], "9999"),
    "a notice with a name beyond all bounds": (["ask", "主题", "--notices", "n" * 300], "nnn"),
    "a data folder of nobody": (["ask", "主题", "--config", "nobody.toml"], "bot.data_dir"),
    "a mistake with --verbose": (["--verbose", "ask", "主题", "--now", "明天"], "明天"),
    "an unknown option": (["ask", "主题", "--jsn"], "--jsn"),
    "an option without its value": (["ask", "主题", "--now"], "--now"),
    "an unknown command": (["answer", "主题"], "answer"),
    "no command": ([], "ask"),
    "a notice that is not there": (["ask", "主题", "--notices", "no.toml"], "no.toml"),
    "a document that is none": (["ask", "主题", "--notices", "notice.docx"], "notice.docx"),
    "a folder with a document that is none": (["ask", "主题", "--notices", "documents"], str(Path("documents", "a.docx"))),
    "an empty folder": (["ask", "主题", "--notices", "empty"], "empty"),
    "a notice that is no TOML": (["ask", "主题", "--notices", "broken.toml"], "broken.toml"),
    "a notice that is no UTF-8": (["ask", "主题", "--notices", "gbk.toml"], "UTF-8"),
    "the same notice twice": (["ask", "主题", "--notices", "one.toml", "--notices", "two.toml"], "one.toml"),
    "a batch that is not there": (["ask", "--batch", "no.jsonl"], "no.jsonl"),
    "a batch with a bad line": (["ask", "--batch", "bad.jsonl"], "2"),
    "a configuration that is not there": (["ask", "主题", "--config", "no-config.toml"], "no-config.toml"),
    "an unknown setting": (["--config", "odd-config.toml", "ask", "主题"], "bot.colour"),
}


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """A folder with everything that REFUSALS names."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "empty").mkdir()
    for name in ("notice.docx", "documents/a.docx"):
        (tmp_path / name).write_bytes(b"PK\x03\x04")
    (tmp_path / "broken.toml").write_text("id = ", encoding="utf-8")
    (tmp_path / "gbk.toml").write_bytes("title = '关于'".encode("gbk"))
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text('id = "a"\ntitle = "b"\n', encoding="utf-8")
    (tmp_path / "bad.jsonl").write_text('{"id": "1", "turns": []}\n{"id": "2"}\n', encoding="utf-8")
    (tmp_path / "nobody.toml").write_text('[bot]\ndata_dir = "~nosuch/x"\n', encoding="utf-8")
    (tmp_path / "odd-config.toml").write_text('[bot]\ncolour = "red"\n', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("arguments", "named"), REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_done_is_refused_in_one_sentence(arguments: list[str], named: str, data: Path, places: Path) -> None:
    more = {"ZHOUZHI_BOT__DATA_DIR": ""} if "nobody.toml" in arguments else {}
    ended = run_bot(data, *arguments, cwd=places, **more)
    assert ended.status == 2
    assert ended.out == ""
    assert named in ended.err
    assert len(ended.err.strip().splitlines()) == 1
    assert "Traceback" not in ended.err


def test_every_mistake_in_a_notice_is_named_with_its_place(data: Path, tmp_path: Path) -> None:
    notice = tmp_path / "bad.toml"
    notice.write_text('id = "a"\ncolour = 1\nyear = "26"\n[[themes]]\nid = "t"\ntext = 3\n', encoding="utf-8")
    ended = run_bot(data, "ask", "主题", "--notices", str(notice), ZHOUZHI_BOT__LOCALE="en")
    assert ended.status == 2
    assert [line.split(": ", 1)[1].split(" ", 1)[0] for line in ended.err.splitlines()] == ["title", "colour", "year", "themes[0].text"]


def test_help_names_every_option_in_both_languages(data: Path) -> None:
    from bot.cli import COMMANDS, parser_of
    from bot.rendering.words import LANGUAGES, words

    for command in COMMANDS:
        options = {name for action in parser_of(command)._actions for name in action.option_strings if name.startswith("--")}
        for language in LANGUAGES:
            text = words(language)(f"help.{command}")
            assert {option for option in options if option not in text} <= {"--help"}
    ended = run_bot(data, "ask", "--help")
    assert (ended.status, ended.err) == (0, "")
    assert "--batch" in ended.out


def test_a_reader_that_went_away_is_no_failure(data: Path) -> None:
    import subprocess

    from tests.support.bot import command, environment

    asked = subprocess.Popen(command("ask", "主题", "--explain"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(data), cwd=ROOT)
    assert asked.stdout is not None
    asked.stdout.close()
    assert asked.stderr is not None
    assert asked.stderr.read() == b""
    asked.stderr.close()
    assert asked.wait(60) == 0


def test_a_line_of_a_batch_ends_at_a_line_feed_alone(data: Path, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text('{"id": 1, "turns": ["甘肃总结\u2028啥时候交"]}\r\n', encoding="utf-8")
    (found,) = run_bot(data, "ask", "--batch", str(batch), "--json", "--now", NOW).lines
    assert "6月20日" in found["answers"][0]["answer"]


FAILING = """
import knowledge.answering.answerer as a
whole = a.answer
def answer(catalogue, text, *rest):
    if text.startswith(chr(0x79D8)): raise ValueError(text)
    return whole(catalogue, text, *rest)
a.answer = answer
"""
"""A start of Python after which messages that begin with 秘 fail."""


def test_a_turn_that_fails_is_reported_and_the_others_are_answered(data: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(FAILING, encoding="utf-8")
    rows = '{"id": "a", "turns": ["甘肃总结啥时候交", "秘密", "邮箱呢"]}\n{"id": "b", "turns": ["你好"]}\n'
    ended = run_bot(data, "ask", "--batch", "-", "--json", "--now", NOW, stdin=rows, PYTHONPATH=f"{tmp_path}:{ROOT}")
    first, second = ended.lines
    assert ended.status == 1
    assert len(ended.err.splitlines()) == 1
    assert [answer["known"] for answer in first["answers"]] == [True, False, True]
    assert first["answers"][1]["failed"] is True
    assert "Gsppc02@163.com" in first["answers"][2]["answer"]
    assert len(second["answers"]) == 1
    assert "秘密" not in ended.err


def test_verbose_shows_where_the_unexpected_happened(data: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(FAILING, encoding="utf-8")
    shown = [run_bot(data, *more, "ask", "秘密", PYTHONPATH=f"{tmp_path}:{ROOT}") for more in (["--verbose"], [])]
    assert [ended.status for ended in shown] == [1, 1]
    assert ["Traceback" in ended.err for ended in shown] == [True, False]


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("said", [["ask", "主题"], ["ask", "--batch", "-"], ["chat"]])
def test_closed_streams_are_no_failure(closed: str, said: list[str], data: Path) -> None:
    import shlex
    import subprocess

    from tests.support.bot import command, environment

    line = f"{shlex.join(command(*said))} {closed}"
    done = subprocess.run(
        ["bash", "-c", line], input="", capture_output=True, encoding="utf-8", timeout=60, env=environment(data), cwd=data.parent, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
