"""Whatever is found wrong with a document, or doubtful in it, has words in every language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.problems import unreadable
from bot.rendering.words import LANGUAGES, words
from knowledge.errors import Unreadable

ROOT = Path(__file__).parent.parent.parent


def calls(name: str) -> Iterator[ast.Call]:
    """Every call of a name in our code."""
    for package in ("knowledge", "bot"):
        for path in (ROOT / package).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name)


def results(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may come to, as far as they stand in it."""
    if isinstance(node, ast.IfExp):
        yield from results(node.body)
        yield from results(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def codes(name: str, place: int) -> set[str]:
    """The codes that stand in calls of a name, in the keyword `code` or at a place."""
    found: set[str] = set()
    for call in calls(name):
        given = [keyword.value for keyword in call.keywords if keyword.arg == "code"] or call.args[place : place + 1]
        found.update(text for argument in given for text in results(argument))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_not_to_read_a_document_has_words(language: str) -> None:
    found = codes("Unreadable", 1)
    assert {"encrypted", "scanned", "too_large"} <= found
    assert {code for code in found if f"unreadable.{code}" not in words(language)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concern_has_words(language: str) -> None:
    assert {code for code in codes("Concern", 0) if f"concern.{code}" not in words(language)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_name_the_file_and_need_nothing_else(language: str) -> None:
    for key in words(language).keys("unreadable."):
        assert words(language).placeholders()[key] == {"file"}
    assert "通知.doc" in unreadable(Unreadable("通知.doc", "a reason of tomorrow"), words(language))
