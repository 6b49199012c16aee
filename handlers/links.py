"""What links that open a conversation with us alone say: short, of letters, digits, - and _, at most 64 of them
(https://core.telegram.org/bots/features#deep-linking)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from handlers.states import FormRef
from knowledge.notice import Notice

FILL = "fill"
"""Opens the filling in of a table that is then chosen."""

_FORM, _NOTICE = "f-", "n-"
_DIGITS = 16


def form_payload(ref: FormRef) -> str:
    """What opens the filling in of a form."""
    return _FORM + _digest(ref.notice, ref.form)


def notice_payload(notice: str | None) -> str:
    """What opens the reminders of a notice for oneself, or has the notice chosen."""
    return _NOTICE + (_digest(notice) if notice else "")


def form_of(payload: str, notices: Iterable[Notice]) -> FormRef | None:
    """The form that a link opens; None where it opens none of these notices."""
    refs = (FormRef(notice.id, form.id) for notice in notices for form in notice.forms)
    return next((ref for ref in refs if form_payload(ref) == payload), None)


def opens_reminders(payload: str) -> bool:
    """Whether a link opens reminders for oneself."""
    return payload.startswith(_NOTICE)


def notice_of(payload: str, notices: Iterable[Notice]) -> Notice | None:
    """The notice whose reminders a link opens."""
    return next((notice for notice in notices if notice_payload(notice.id) == payload), None)


def _digest(*words: str) -> str:
    return sha256("\0".join(words).encode()).hexdigest()[:_DIGITS]
