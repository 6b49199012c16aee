"""Files that are handed in: when they are fetched, and what becomes of what is in them."""

from __future__ import annotations

import msgspec
import pytest

from handlers.facts import Facts
from handlers.flows.hand_in import as_typed, file_or_none
from handlers.messages import File, Incoming, JobDone, Phrase, Text, Turn, Via
from handlers.states import Asking, AtItem, State
from handlers.work import FETCH, LARGEST_TEXT, TEXT_ENDINGS, FetchFile
from knowledge.forms.submission import Blank
from tests.support.notices import NOW, shipped

FILLING = AtItem(talk=Asking(), table="t", asked="m0-1", blank=Blank(1, "x"))
FACTS = Facts(shipped(), lambda notice, _: notice.title)


def said(content: File | JobDone, via: Via = "person", group: str | None = None) -> Incoming:
    return Incoming(id="m1", channel="telegram", user="7", group=group, content=content, received_at=NOW, via=via, speaks="en", name="Wang")


def step(state: State, content: File | JobDone, via: Via = "person", group: str | None = None) -> Turn:
    turn = file_or_none(state, said(content, via, group), FACTS)
    assert turn is not None
    return turn


def phrase(turn: Turn) -> str:
    (part,) = turn.replies[0].parts
    assert isinstance(part, Phrase)
    return part.key


@pytest.mark.parametrize("ending", TEXT_ENDINGS)
@pytest.mark.parametrize("group", [None, "-100"])
def test_without_a_table_it_is_said_what_to_do_and_nothing_is_fetched(ending: str, group: str | None) -> None:
    turn = step(Asking(), File(f"数据{ending.upper()}", ref="r"), group=group)
    assert (phrase(turn), turn.tasks) == ("chat.file_where", ())


@pytest.mark.parametrize("via", ["person", "forwarded"])
def test_a_file_is_fetched_with_the_rights_it_came_with(via: Via) -> None:
    turn = step(FILLING, File("数据.csv", ref="r"), via)
    (task,) = turn.tasks
    assert (turn.state, phrase(turn), task.kind) == (FILLING, "chat.file_coming", FETCH)
    assert msgspec.json.decode(task.about, type=FetchFile) == FetchFile("telegram", "r", "数据.csv", via, "en", "Wang")


def test_a_file_that_is_too_large_is_not_fetched() -> None:
    turn = step(FILLING, File("数据.csv", ref="r", size=LARGEST_TEXT + 1))
    assert (phrase(turn), turn.tasks) == ("chat.file_too_large", ())


@pytest.mark.parametrize("name", ["a.docx", "a.pdf", "a.xlsx", "a"])
def test_what_is_no_text_is_refused_in_plain_words(name: str) -> None:
    assert phrase(step(Asking(), File(name, ref="r"))) == "chat.file_refused"
    assert file_or_none(FILLING, said(File(name, ref="r")), FACTS) is None, "the table says what it waits for"


def test_what_was_read_counts_as_typed_only_while_a_table_is_being_filled_in() -> None:
    read = JobDone("j", "数据.csv", "h", "参观12", FETCH)
    typed = as_typed(FILLING, said(read, "forwarded"))
    assert (typed.content, typed.via) == (Text("参观12"), "forwarded")
    assert as_typed(Asking(), said(read)).content == read
    assert phrase(step(Asking(), read)) == "chat.file_where"
    assert phrase(step(FILLING, JobDone("j", "数据.csv", "h", None, FETCH))) == "chat.file_unread"
