"""The files."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.statements import Addition
from db.tables import files

_ADD = Addition(files)
_LOAD = select(files.c.content).where(files.c.hash == bindparam("of"))


class FileRepository:
    """Meets `handlers.ports.Files` inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, content: bytes, at: datetime) -> str:
        """Keep a file by the SHA-256 of its content; the same content is kept once."""
        file = sha256(content).hexdigest()
        await _ADD.run(self._connection, [{"hash": file, "content": content, "size": len(content), "created_at": at}])
        return file

    async def load(self, file: str) -> bytes:
        """What is in a file; raises KeyError."""
        found: bytes | None = await self._connection.scalar(_LOAD, {"of": file})
        if found is None:
            raise KeyError(file)
        return found
