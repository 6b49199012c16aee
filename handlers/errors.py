"""What can go wrong between messages.

HandlersError
├── Conflict               somebody else saved the same thing in the meantime: run the step again
├── StepRefused            what a step needs or wants stored cannot be had, now or ever: its message is set aside
└── StateUnreadable        a saved state that this version cannot read
"""

from __future__ import annotations


class HandlersError(Exception):
    """Base of what this package raises."""


class Conflict(HandlersError):
    """A conversation or a submission was saved by somebody else since it was loaded."""


class StepRefused(HandlersError):
    """Something cannot be loaded or stored, and would fail the same way again."""


class StateUnreadable(HandlersError):
    """A saved state of another version, or not a state at all."""
