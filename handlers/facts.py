"""What a step may look at besides the state and the message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from knowledge.answering.catalogue import Catalogue
from knowledge.notice import Notice


@dataclass(frozen=True, slots=True)
class Facts:
    """The published notices, and what a notice is called on a button in a language."""

    catalogue: Catalogue
    label: Callable[[Notice, str], str]
