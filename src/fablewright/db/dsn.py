"""What asyncpg needs to connect, from a PostgreSQL URL."""

from __future__ import annotations


def connection_arguments(url: str, *, role: str = "") -> dict[str, object]:
    """Keyword arguments for `asyncpg.connect` and `asyncpg.create_pool`.

    `role` is what the session becomes when the login is another one (SET ROLE for its whole life).
    No query runs longer than 15 s, none waits longer than 10 s for a lock. A
    transaction that is left alone for 1 s is a frozen process, whose locks others wait for.
    """
    settings = {
        "application_name": "fablewright",
        "statement_timeout": "15s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "1s",
        "timezone": "UTC",
    }
    if role:
        settings["role"] = role
    return {
        "dsn": url,
        "server_settings": settings,
        "timeout": 10,
        "command_timeout": 20,
    }
