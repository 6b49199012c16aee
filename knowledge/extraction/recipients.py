"""Which contact of a notice the receiver of something is."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.language.text import fold
from knowledge.notice import Contact


def contact_of(receiver: str, contacts: Sequence[Contact]) -> str | None:
    """The id of the contact that a receiver means, by its mailbox or by the name of its office; None where there is none."""
    for contact in contacts:
        if receiver in contact.emails:
            return contact.id
    name = fold(receiver)
    for contact in contacts:
        own = fold(contact.org or "")
        if own and (own == name or own.endswith(name) or name.endswith(own)):
            return contact.id
    return None
