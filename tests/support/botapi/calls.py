"""Calls: what was asked, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    data: bytes
    mime: str | None


@dataclass
class Call:
    """A call of a method."""

    method: str
    params: dict[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)
    at: float = 0.0
    outcome: str = ""
    """ "ok", "400" and so on, or the fault on order."""
    effect: bool = False
    description: str = ""
    result: Any = None

    @property
    def chat_id(self) -> int | None:
        """The chat it is about."""
        found = self.params.get("chat_id")
        return found if isinstance(found, int) else None

    def __repr__(self) -> str:
        said = {key: value for key, value in self.params.items() if key not in {"parse_mode", "link_preview_options"}}
        return f"<{self.method} {said} -> {self.outcome}{': ' + self.description if self.description else ''}>"
