"""Files: by their ids, and by paths that are good for an hour."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from tests.support.botapi.errors import bad
from tests.support.botapi.messages import Document

if TYPE_CHECKING:
    from tests.support.botapi.server import BotApi

LARGEST_DOWN = 20 * 1024 * 1024
LARGEST_UP = 50 * 1024 * 1024
HOUR = 3600


@dataclass(frozen=True)
class Stored:
    """A file the platform has."""

    file_id: str
    unique: str
    name: str
    data: bytes
    mime: str
    size: int

    def ids(self) -> dict[str, Any]:
        """What every kind of file has."""
        return {"file_id": self.file_id, "file_unique_id": self.unique}

    def as_json(self) -> dict[str, Any]:
        """As a document."""
        return {**self.ids(), "file_name": self.name, "mime_type": self.mime, "file_size": self.size}

    def document(self) -> Document:
        """For those who look at a message."""
        return Document(self.name, self.data, self.mime, self.file_id, self.size)


class Files:
    """All files of a server."""

    def __init__(self, server: BotApi) -> None:
        self.server = server
        self.stored: dict[str, Stored] = {}
        self.paths: dict[str, tuple[str, float]] = {}

    def add(self, name: str, data: bytes, mime: str | None = None, size: int | None = None) -> Stored:
        """Keep a file."""
        number = len(self.stored) + 1
        file_id = f"BQACAgUAAxkBAAI{number:06d}-{sha256(data).hexdigest()[:24]}"
        mime = mime or guess_type(name)[0] or "application/octet-stream"
        stored = Stored(file_id, f"AgAD{number:08d}", name, data, mime, len(data) if size is None else size)
        self.stored[file_id] = stored
        return stored

    def get(self, file_id: str) -> Stored:
        """A file by its id; raises ApiError."""
        try:
            return self.stored[file_id]
        except KeyError:
            raise bad("wrong file_id or the file is temporarily unavailable") from None

    def path(self, file_id: str) -> dict[str, Any]:
        """Where it may be fetched for an hour; raises ApiError."""
        stored = self.get(file_id)
        if stored.size > LARGEST_DOWN:
            raise bad("file is too big")
        number = list(self.stored).index(file_id)
        path = f"documents/file_{number}{PurePosixPath(stored.name).suffix}"
        self.paths[path] = (file_id, self.server.time() + HOUR)
        return {**stored.ids(), "file_size": stored.size, "file_path": path}

    def at_or_none(self, path: str) -> Stored | None:
        """The file at a path that is still good."""
        file_id, until = self.paths.get(path, ("", 0.0))
        return self.stored[file_id] if self.server.time() < until else None
