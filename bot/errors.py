"""What ends a command.

CommandError              says why in one sentence of the locales: a key and its values
├── Refused               the command line, a setting or an input is to be put right: exit status 2
│   └── SettingRefused    the same of a setting, naming its key
└── Failed                something outside did not work: exit status 1
"""

from __future__ import annotations


class CommandError(Exception):
    """Base of what ends a command."""

    status: int

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class Refused(CommandError):
    """The person at the command line must put something right."""

    status = 2


class SettingRefused(Refused):
    """A setting that is unknown or has a bad value."""

    def __init__(self, setting: str, code: str, **values: object) -> None:
        super().__init__(f"setting.{code}", setting=setting, **values)
        self.setting = setting


class Failed(CommandError):
    """Something outside did not work."""

    status = 1
