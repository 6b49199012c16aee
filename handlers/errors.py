"""What can go wrong between messages.

HandlersError
├── ConversationChanged    somebody else saved the conversation in the meantime: run the step again
└── StateUnreadable        a saved state that this version cannot read
"""

from __future__ import annotations


class HandlersError(Exception):
    """Base of what this package raises."""


class ConversationChanged(HandlersError):
    """The conversation was saved by somebody else since it was loaded."""


class StateUnreadable(HandlersError):
    """A saved state of another version, or not a state at all."""
