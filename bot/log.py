"""The log file: what failed and where, never what anybody wrote."""

from __future__ import annotations

import logging
import os
import traceback
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType

NAME = "zhouzhi.log"

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class _Formatter(logging.Formatter):
    """Tracebacks without the words of exceptions, which may quote a message."""

    def formatException(self, ei: _Raised) -> str:
        lines = []
        error = ei[1]
        while error is not None:
            lines += [f"{type(error).__module__}.{type(error).__qualname__}", *traceback.format_tb(error.__traceback__)]
            error = error.__cause__ or error.__context__
        return "\n".join(line.rstrip() for line in lines)


def log_to(folder: Path) -> None:
    """Send warnings and errors to the log file in a folder, made when something is written."""
    logging.raiseExceptions = False
    handler = _LateHandler(folder / NAME, encoding="utf-8", delay=True)
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


class _LateHandler(logging.FileHandler):
    """Makes the folder too, when it is first needed; both are for their owner alone."""

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding=self.encoding, opener=lambda path, flags: os.open(path, flags, 0o600))

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; where that cannot be, go without."""
        try:
            Path(self.baseFilename).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            self.handleError(record)
            return
        super().emit(record)
