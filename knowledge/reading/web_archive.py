"""A page that a browser or Word saved as one file (.mht): a mail whose first part is the page."""

from __future__ import annotations

import re

HEAD = re.compile(rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}?MIME-Version:", re.IGNORECASE)


def is_archive(content: bytes) -> bool:
    """Whether some bytes begin like a saved page."""
    return HEAD.match(content[:8192].lstrip()) is not None


def page_of(content: bytes) -> bytes:
    """The page inside of a saved one; what is no archive, or holds no page, as it is."""
    if not is_archive(content):
        return content
    from email import message_from_bytes  # noqa: PLC0415 - rarely needed

    for part in message_from_bytes(content.lstrip()).walk():
        if part.get_content_type() == "text/html":
            page = part.get_payload(decode=True)
            return page if isinstance(page, bytes) else content
    return content
