"""The picture of the conversations is the one that the code draws, and every state has its steps."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from handlers.diagram import drawn
from handlers.flows.fill.transitions import ANSWER, steering
from handlers.said import Meaning
from handlers.states import Busy

PAGE = Path(__file__).parent.parent.parent / "docs" / "conversations.md"


def test_the_picture_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == drawn(), "draw it anew: make docs"


def test_help_is_understood_in_every_state_and_leaving_too() -> None:
    for state in get_args(Busy):
        said = steering(state)
        assert Meaning.HELP in said, state
        assert said.keys() & {Meaning.PAUSE, Meaning.NO, Meaning.CANCEL}, state
        assert state in ANSWER
