"""How a question was read, for a person to follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.rendering.words import Words

_PLAIN = ("residue", "inherited", "scope")
"""Parts of the trace that are plain texts."""


def explained(trace: Mapping[str, Any], t: Words) -> Iterator[str]:
    """A line for each thing that the answer was led by."""
    words = [t("explain.word", text=text, concepts=t("mark.list").join(concepts), how=how) for text, concepts, how in trace.get("words", ())]
    yield t("explain.words", items=t("mark.semicolon").join(words) or t("explain.none"))
    for part in _PLAIN:
        if trace.get(part):
            yield t(f"explain.{part}", items=t("mark.semicolon").join(map(str, trace[part])))
    for intent, weight, because in trace.get("weights", ()):
        yield t("explain.weight", intent=intent, weight=f"{weight:g}", because=t("mark.semicolon").join(because))
    for notice, intent, known, fit in trace.get("tried", ()):
        yield t("explain.tried" if known else "explain.tried_silent", notice=notice, intent=intent, fit=fit)


def plain(trace: Mapping[str, Any]) -> dict[str, Any]:
    """The same for a program to read."""
    return {
        "words": [{"text": text, "concepts": list(concepts), "how": how} for text, concepts, how in trace.get("words", ())],
        **{part: list(trace.get(part, ())) for part in _PLAIN},
        "weights": [{"intent": intent, "weight": weight, "because": list(because)} for intent, weight, because in trace.get("weights", ())],
        "tried": [{"notice": notice, "intent": intent, "known": known, "fit": fit} for notice, intent, known, fit in trace.get("tried", ())],
    }
