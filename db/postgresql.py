"""How PostgreSQL is used: what is set on every connection."""

from __future__ import annotations

from typing import Any

LOCK_TIMEOUT_MS = 5000
"""How long to wait for a row that another process works on."""

IDLE_TIMEOUT_MS = 30_000
"""After which the server ends the transaction of a process that stands still, and gives its rows free: no network call
runs inside a transaction, so one that waits this long for its process waits for one that was stopped."""

ANSWER_TIMEOUT = 60
"""Seconds after which a server that does not answer is taken for gone: a network may be cut without a word."""

STATEMENTS_KEPT = 300
"""Prepared statements of a connection: those that name many rows are one for each number of rows."""


def on_connect(connection: Any, _record: object) -> None:
    """Settings of a new connection, which is closed where they cannot be made."""
    try:
        cursor = connection.cursor()
        cursor.execute(_settings())
        cursor.close()
        connection.commit()
    except BaseException:
        connection.terminate()
        raise


def _settings() -> str:
    """A commit that is not on disk must not be told as done, whatever the server is set to."""
    return (
        f"SELECT set_config('lock_timeout', '{LOCK_TIMEOUT_MS}', false),"
        f" set_config('idle_in_transaction_session_timeout', '{IDLE_TIMEOUT_MS}', false),"
        " set_config('synchronous_commit', replace(current_setting('synchronous_commit'), 'off', 'on'), false)"
    )
