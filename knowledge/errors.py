"""What can be wrong with knowledge that is handed in.

KnowledgeError
├── NoticeInvalid      a notice file that cannot be used, with every problem found
└── Unreadable         a document that cannot be read, and why
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: `place` in the file ("themes[1].text"), a `code` with words in every
    language, and the values those words need."""

    place: str
    code: str
    values: tuple[tuple[str, str], ...] = ()


class KnowledgeError(Exception):
    """Base of what this package raises."""


class NoticeInvalid(KnowledgeError):
    """A notice file that cannot be used."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{file}: {', '.join(f'{p.place} {p.code}' for p in problems)}")
        self.file = file
        self.problems = problems


class Unreadable(KnowledgeError):
    """A document that cannot be read: `code` has words in every language ("encrypted", "scanned"), with `values` for them."""

    def __init__(self, file: str, code: str, **values: str) -> None:
        super().__init__(f"{file}: {code}")
        self.file = file
        self.code = code
        self.values = values
