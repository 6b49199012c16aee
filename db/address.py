"""The address of a database server, read once and shown without what is secret in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HOST = re.compile(r"[\w.:-]+")
_NAME = re.compile(r"[^@:/]+")
HIGHEST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Address:
    """What of an address may be shown: no user, no password, no options."""

    driver: str
    host: str | None
    port: int | None
    name: str | None

    def __str__(self) -> str:
        host = f"[{self.host}]" if self.host and ":" in self.host else self.host or ""
        return f"{self.driver}://{host}{f':{self.port}' if self.port else ''}/{self.name or ''}"


def address_of(url: str) -> Address:
    """The address as the driver will read it; raises ValueError where a part is none, as happens
    when a password stands in it unescaped."""
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - it takes longer to import than an answer takes
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        read = make_url(url)
    except ArgumentError as error:
        raise ValueError("no address") from error
    if not (_fits(_HOST, read.host) and _fits(_NAME, read.database) and 1 <= (read.port or 1) <= HIGHEST_PORT):
        raise ValueError("no host, port or name")
    return Address(read.drivername, read.host, read.port, read.database)


def _fits(pattern: re.Pattern[str], part: str | None) -> bool:
    return not part or pattern.fullmatch(part) is not None
