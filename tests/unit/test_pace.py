"""How many steps a person may have a minute."""

from __future__ import annotations

import pytest

from bot.workers.pace import A_MINUTE, Pace

WANG = ("telegram", "wang")
LI = ("telegram", "li")


class Clock:
    """Seconds, set by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """A clock."""
    return Clock()


def test_twenty_in_a_row_are_fine_and_then_one_every_three_seconds(clock: Clock) -> None:
    pace = Pace(clock)
    for _ in range(A_MINUTE):
        assert pace.resting() == ()
        pace.took(*WANG)
    assert pace.resting() == (WANG,)
    assert pace.rest() == pytest.approx(3.0)
    clock.seconds += 2.9
    assert pace.resting() == (WANG,)
    clock.seconds += 0.2
    assert (pace.resting(), pace.rest()) == ((), None)
    pace.took(*WANG)
    assert pace.resting() == (WANG,)


def test_who_waits_a_minute_has_the_whole_allowance_back_and_no_more(clock: Clock) -> None:
    pace = Pace(clock)
    for _ in range(A_MINUTE):
        pace.took(*WANG)
    clock.seconds += 600
    for _ in range(A_MINUTE):
        assert pace.resting() == ()
        pace.took(*WANG)
    assert pace.resting() == (WANG,)


def test_nobody_rests_for_somebody_else(clock: Clock) -> None:
    pace = Pace(clock)
    for _ in range(A_MINUTE + 5):
        pace.took(*WANG)
    pace.took(*LI)
    assert pace.resting() == (WANG,)


def test_an_hour_of_writing_without_a_pause_gets_twenty_steps_a_minute(clock: Clock) -> None:
    pace, steps = Pace(clock), 0
    for _ in range(36_000):
        clock.seconds += 0.1
        if WANG not in pace.resting():
            pace.took(*WANG)
            steps += 1
    assert steps == pytest.approx(60 * A_MINUTE + A_MINUTE, abs=2)


def test_what_nobody_said_is_not_counted(clock: Clock) -> None:
    pace = Pace(clock)
    for _ in range(100):
        pace.took("telegram", "")
    assert pace.resting() == ()


def test_people_who_went_away_are_forgotten(clock: Clock) -> None:
    pace = Pace(clock)
    for number in range(10_000):
        clock.seconds += 1
        pace.took("telegram", f"{number}")
    assert len(pace._full) <= 4096
