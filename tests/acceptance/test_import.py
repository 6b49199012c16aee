"""`import`, as it is typed, and `ask` about documents."""

from __future__ import annotations

import json
import random
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.commands.drafted import document
from bot.rendering.words import words
from knowledge.extraction.draft import Draft
from knowledge.notice import Contact, Deliverable, Due, Item, Notice
from knowledge.source import Source
from tests.support.bot import NOW, Ended, run_bot

NOTICE = """关于开展2026年青禾市读书月活动的通知

各县（区）教育局，市直各学校：

为营造读书氛围，定于2026年9月在全市开展读书月活动。现将有关事项通知如下：

一、活动主题
书香满青禾

二、活动时间
2026年9月1日至9月30日

三、材料报送
请各县（区）教育局于2026年10月15日16:00前，将活动总结报送至青禾市教育局。

联系人：吴小舟，电话：0999-1234567，邮箱：reading@example.com。

青禾市教育局
2026年8月20日
"""
ANNEX = "附件1\n\n活动统计表\n\n| 活动次数（次） | 参与人数（人） |\n| --- | --- |\n|  |  |\n"

KEYS = [
    "id", "title", "number", "issuers", "audience", "issued_on", "year", "edition", "region", "event", "amends", "themes", "periods",
    "activities", "deadlines", "tasks", "contacts", "requirements", "forms", "clauses", "warnings",
]  # fmt: skip
ENTRIES = {
    "themes": {"text", "source"},
    "periods": {"label", "text", "start", "end", "vague", "tentative", "source"},
    "activities": {"name", "when", "where", "hosts", "source"},
    "deadlines": {"id", "what", "text", "due", "time", "recurring", "by", "to", "how", "url", "stamped", "copies", "items", "source"},
    "tasks": {"who", "what", "source"},
    "contacts": {"org", "role", "names", "phones", "faxes", "emails", "qq", "address", "postcode", "source"},
    "requirements": {"heading", "summary", "source"},
    "forms": {"id", "title", "kind", "fields", "lines"},
    "clauses": {"id", "number", "heading", "summary", "line"},
    "warnings": {"code", "message", "blocking", "source"},
}
FIELD = {"id", "group", "label", "unit", "kind", "choices", "required", "computed", "max_chars", "hint"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that is not there yet, with a notice and an annex beside it."""
    (tmp_path / "通知.txt").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "附件1.md").write_text(ANNEX, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.txt").touch()
    (tmp_path / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04" + bytes(100))
    (tmp_path / "huge.txt").write_bytes(b"\n" * (20 * 2**20 + 1))
    return tmp_path / "data"


def drafted(data: Path, *paths: str) -> dict[str, Any]:
    """What the bot reads from some files."""
    ended = run_bot(data, "import", *paths, "--dry-run", "--json")
    assert (ended.status, ended.err) == (0, "")
    (found,) = ended.lines
    made: dict[str, Any] = found
    return made


def refused(ended: Ended, named: str = "") -> None:
    """It ended in one sentence."""
    assert (ended.status, ended.out) == (2, "")
    assert len(ended.err.strip().splitlines()) == 1
    assert named in ended.err
    assert "Traceback" not in ended.err
    assert "意料之外" not in ended.err


def test_json_has_every_key_of_the_contract(data: Path) -> None:
    found = drafted(data, "通知.txt", "附件1.md")
    assert [key for key in KEYS if key not in found] == []
    for name, keys in ENTRIES.items():
        for entry in found[name]:
            assert keys <= set(entry), name
            if entry.get("source") is not None:
                assert list(entry["source"]) == ["clause", "quote", "line"]
    assert all(set(field) >= FIELD for form in found["forms"] for field in form["fields"])
    assert not data.exists()


def test_what_the_notice_says_is_read(data: Path) -> None:
    found = drafted(data, "通知.txt", "附件1.md")
    assert found["title"] == "关于开展2026年青禾市读书月活动的通知"
    assert [theme["text"] for theme in found["themes"]] == ["书香满青禾"]
    assert ("2026-09-01", "2026-09-30") in [(period["start"], period["end"]) for period in found["periods"]]
    assert [(owed["due"], owed["time"]) for owed in found["deadlines"]] == [("2026-10-15", "16:00")]
    assert [contact["phones"] for contact in found["contacts"]] == [["0999-1234567"]]
    assert [[field["label"] for field in form["fields"]] for form in found["forms"]] == [["活动次数", "参与人数"]]
    assert all(theme["source"]["line"] is not None for theme in found["themes"])


def test_readings_of_a_passage_are_two_entries_thought_of_alike() -> None:
    source = Source(clause="三", quote="一式两份报送")
    due = Due(text="10月15日前", day=date(2026, 10, 15))
    items = (Item(name="总结", form="form-1", limits=("2000字以内",)),)
    sent = Deliverable(id="due-1", items=items, due=due, copies="一式两份", readings=("到县里", "到市里"), source=source)
    asked = Contact(id="contact-1", role="联络员", source=source)
    notice = Notice(id="n", title="通知", issued_on=date(2026, 8, 20), deliverables=(sent,), contacts=(asked,))
    found = document(Draft(notice=notice, confidence={"due-1": 0.5}), words("zh"))
    told = [(owed["id"], owed["reading"], owed["confidence"], owed["copies"], owed["due"]) for owed in found["deadlines"]]
    assert told == [("due-1", "到县里", 0.5, "一式两份", "2026-10-15"), ("due-1-2", "到市里", 0.5, "一式两份", "2026-10-15")]
    assert found["deadlines"][0]["items"] == [{"name": "总结", "form": "form-1", "limits": ["2000字以内"]}]
    assert (found["contacts"][0]["role"], found["issued_on"]) == ("联络员", "2026-08-20")


def test_the_order_of_notice_and_annexes_does_not_matter(data: Path) -> None:
    one, other = drafted(data, "通知.txt", "附件1.md"), drafted(data, "附件1.md", "通知.txt")
    for name in ("title", "issued_on", "themes", "periods", "deadlines", "contacts", "forms"):
        assert one[name] == other[name]


@pytest.mark.parametrize(("language", "heading"), [("zh", "【要交的材料】"), ("en", "[To be handed in]")])
def test_people_read_it_with_the_words_it_stands_in(data: Path, language: str, heading: str) -> None:
    ended = run_bot(data, "import", "通知.txt", "附件1.md", "--dry-run", ZHOUZHI_BOT__LOCALE=language)
    assert (ended.status, ended.err) == (0, "")
    for said in (heading, "书香满青禾", "10月15日", "0999-1234567", "活动统计表", "参与人数"):
        assert said in ended.out


REFUSALS = {
    "no file": ([], "import"),
    "a folder": (["folder"], "folder"),
    "a file that is not there": (["no.docx"], "no.docx"),
    "a name beyond all bounds": (["n" * 300], "nnn"),
    "an empty file": (["empty.txt"], "empty.txt"),
    "an empty annex": (["通知.txt", "empty.txt"], "empty.txt"),
    "an empty file before others": (["empty.txt", "通知.txt", "附件1.md"], "empty.txt"),
    "a picture among others": (["通知.txt", "scan.png", "附件1.md"], "scan.png"),
    "a broken document among others": (["附件1.md", "broken.docx", "通知.txt"], "broken.docx"),
    "an annex that is too large": (["通知.txt", "huge.txt", "附件1.md"], "huge.txt"),
    "an annex that is not there": (["通知.txt", "no.docx", "附件1.md"], "no.docx"),
    "a file that is too large": (["huge.txt"], "huge.txt"),
    "a device": (["/dev/zero"], "/dev/zero"),
}


@pytest.mark.parametrize(("paths", "named"), REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_read_is_refused_in_one_sentence(data: Path, paths: list[str], named: str) -> None:
    ended = run_bot(data, "import", *paths, "--dry-run", "--json")
    refused(ended, named)
    assert [path for path in paths if named not in path and path in ended.err] == []


@pytest.mark.parametrize("options", [[], ["--publish"], ["--dry-run", "--publish"]])
def test_so_far_a_draft_is_only_shown(data: Path, options: list[str]) -> None:
    refused(run_bot(data, "import", "通知.txt", *options), "--dry-run")


BEGINNINGS = {
    "nothing known": b"",
    "a zip": b"PK\x03\x04",
    "an old office file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a pdf": b"%PDF-1.7\n",
    "a picture": b"\x89PNG\r\n\x1a\n",
    "a compressed file": b"\x1f\x8b\x08",
}


@pytest.mark.parametrize(("seed", "beginning"), list(enumerate(BEGINNINGS.values())), ids=BEGINNINGS)
def test_garbage_is_refused_in_one_sentence(data: Path, seed: int, beginning: bytes) -> None:
    file = data.parent / "garbage.docx"
    file.write_bytes(beginning + random.Random(seed).randbytes(20_000))
    refused(run_bot(data, "import", str(file), "--dry-run", "--json"), "garbage.docx")
    refused(run_bot(data, "ask", "主题", "--notices", str(file)), "garbage.docx")


def test_a_document_is_answered_from(data: Path) -> None:
    ended = run_bot(data, "ask", "总结什么时候交？", "--json", "--notices", "通知.txt", "--now", NOW)
    (found,) = ended.lines
    assert found["known"] is True
    assert "2026年10月15日" in found["answer"]
    assert not data.exists()


def test_a_batch_is_answered_from_a_document(data: Path, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text(json.dumps({"id": "a", "turns": ["活动主题是什么", "联系电话呢"]}), encoding="utf-8")
    (found,) = run_bot(data, "ask", "--batch", str(batch), "--json", "--notices", "通知.txt", "--now", NOW).lines
    assert "书香满青禾" in found["answers"][0]["answer"]
    assert re.search("0999-1234567", found["answers"][1]["answer"])


def test_each_document_of_a_folder_is_a_notice(data: Path) -> None:
    folder = data.parent / "folder"
    (folder / "一.txt").write_text(NOTICE, encoding="utf-8")
    (folder / "二.txt").write_text(NOTICE.replace("青禾市", "云湖县").replace("书香满青禾", "开卷有益"), encoding="utf-8")
    (folder / "labels.json").write_text("{}", encoding="utf-8")
    (found,) = run_bot(data, "ask", "云湖县读书月的主题", "--json", "--notices", "folder", "--now", NOW).lines
    assert "开卷有益" in found["answer"]
