"""Which of the labels that were offered an answer names."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.said import bare_number_or_none
from knowledge.language.text import fold


def chosen_or_none(labels: Sequence[str], text: str) -> int | None:
    """The place of the label that an answer names: by its number counted from 1, by being the very label, or by words that
    stand in it alone. An empty label is named by its number only; None where none is named, or several."""
    number = bare_number_or_none(text)
    if number is not None:
        return number - 1 if 1 <= number <= len(labels) else None
    words = _squeezed(text)
    if not words:
        return None
    squeezed = [_squeezed(label) for label in labels]
    exact = [at for at, label in enumerate(squeezed) if label == words]
    found = exact or [at for at, label in enumerate(squeezed) if words in label]
    return found[0] if len(found) == 1 else None


def _squeezed(text: str) -> str:
    return fold(text).replace(" ", "")
