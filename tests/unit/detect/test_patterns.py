"""Tables as notices print them, each with the form it is (patterns/*.txt)."""

from __future__ import annotations

import pytest

from tests.unit.detect.drawn import patterns, told


@pytest.mark.parametrize(("drawing", "expected"), [pytest.param(drawing, expected, id=name) for name, drawing, expected in patterns()])
def test_a_table_is_the_form_it_shows(drawing: str, expected: list[str]) -> None:
    assert told(drawing) == expected
