"""Figures as people type them: how many, how much, none, not known, or nothing that can be taken."""

from __future__ import annotations

from knowledge.figures.model import Ambiguous, Approximate, Exact, NotKnown, Reading, Refused, Trouble
from knowledge.figures.reading import read_figure
from knowledge.figures.values import written

__all__ = ["Ambiguous", "Approximate", "Exact", "NotKnown", "Reading", "Refused", "Trouble", "read_figure", "written"]
