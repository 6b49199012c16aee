"""Errors as sentences for people, in their language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.errors import CommandError
from bot.rendering.words import Words
from knowledge.errors import NoticeInvalid, Problem, Unreadable

MOST_SHOWN = 20
"""Mistakes of one file named at a time; more would scroll the first ones away."""

_MISFITS = (
    ("no_field", re.compile(r"Object missing required field `(?P<field>[^`]+)`")),
    ("unknown_field", re.compile(r"Object contains unknown field `(?P<field>[^`]+)`")),
    ("expected", re.compile(r"Expected `(?P<expected>[^`]+)`, got `(?P<got>[^`]+)`")),
)
"""How the decoder words what does not fit; anything else is shown as it says it."""


def sentence(error: CommandError, t: Words) -> str:
    """Why a command ended."""
    return t(error.key, **error.values)


def unreadable(error: Unreadable, t: Words) -> str:
    """Why a document cannot be read, and what to do."""
    key = f"unreadable.{error.code}"
    return t(key if key in t else "unreadable.damaged", **{**error.values, "file": error.file})


def sentences(error: NoticeInvalid, t: Words) -> Iterator[str]:
    """A line for each mistake in a notice file: file, place and remedy."""
    for problem in error.problems[:MOST_SHOWN]:
        said = _said(problem, t)
        yield t("problem.at", file=error.file, place=problem.place, said=said) if problem.place else t("problem.in", file=error.file, said=said)
    if len(error.problems) > MOST_SHOWN:
        yield t("problem.more", count=len(error.problems) - MOST_SHOWN)


def _said(problem: Problem, t: Words) -> str:
    values = dict(problem.values)
    if problem.code == "misfit":
        for code, pattern in _MISFITS:
            found = pattern.fullmatch(values["detail"])
            if found is not None:
                return t(f"problem.{code}", **found.groupdict())
    return t(f"problem.{problem.code}", **values)
