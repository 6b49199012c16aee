"""What was understood of a notice, before anybody confirmed it."""

from __future__ import annotations

from msgspec import Struct

from knowledge.notice import Notice
from knowledge.source import Source

TITLE_MISSING = "title_missing"
"""The concern that a notice has no title of its own."""

SURE = 0.9
"""From here on a fact is shown without a mark; below it stands among the doubtful ones."""


class Concern(Struct, frozen=True, kw_only=True):
    """Something an organiser should look at before publishing: `code` has words in every language ("weekday_differs"), `values`
    what these need. `about` are the ids of the facts it concerns; `blocking` where it must be settled first."""

    code: str
    values: dict[str, str] = {}
    about: tuple[str, ...] = ()
    blocking: bool = False
    source: Source | None = None


class Draft(Struct, frozen=True, kw_only=True):
    """A notice as read from documents. `confidence` (0 to 1) by the id of a fact, for those that are not beyond doubt."""

    notice: Notice
    concerns: tuple[Concern, ...] = ()
    confidence: dict[str, float] = {}

    @property
    def doubtful(self) -> tuple[str, ...]:
        """The ids of facts to be shown with a mark."""
        return tuple(fact for fact, confidence in self.confidence.items() if confidence < SURE)
