"""A ledger in a SQL database, for programs that need one which loses nothing."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ._native import LedgerKey

__all__ = ["SqlLedger"]

# The placeholder of an argument, and the time in seconds since 1970 by the clock of the database.
_DIALECTS = {
    "sqlite": ("?", "((julianday('now') - 2440587.5) * 86400.0)"),
    "postgresql": ("%s", "EXTRACT(EPOCH FROM clock_timestamp())"),
}


class SqlLedger:
    """A `Ledger` in one table of SQLite or PostgreSQL, over DB-API connections.

    - `connect`: returns a connection, which is closed after each use: `lambda: sqlite3.connect("calls.db")`,
      `lambda: psycopg.connect(dsn)`, or a pool's function for connections whose `close()` returns them, such as
      `engine.raw_connection` of SQLAlchemy. Called on the library's threads.
    - `dialect`: `"sqlite"` or `"postgresql"`.
    - `table`: the name of the table, created when it does not exist.

    Each change is one statement and one commit, so any isolation level will do; `READ COMMITTED`, the default of PostgreSQL, is
    enough. With `SERIALIZABLE` a change may fail, and then nothing is placed. A call is placed at most once for each key, as long as
    the database does not lose what it has committed: with SQLite keep `synchronous` at `FULL`, its default, and with PostgreSQL
    `synchronous_commit` at `on`.

    Example:
        >>> import sqlite3
        >>> from ringout.sql import SqlLedger
        >>> ledger = SqlLedger(lambda: sqlite3.connect("calls.db"))
    """

    def __init__(
        self,
        connect: Callable[[], Any],
        *,
        dialect: Literal["sqlite", "postgresql"] = "sqlite",
        table: str = "ringout_ledger",
    ) -> None:
        if dialect not in _DIALECTS:
            raise ValueError(f"dialect must be one of {', '.join(_DIALECTS)}, not {dialect!r}")
        if not table.replace("_", "a").replace(".", "a").isidentifier():
            raise ValueError(f"table must be the name of a table, not {table!r}")
        self._connect = connect
        self._placeholder, self._now = _DIALECTS[dialect]
        self._table = table
        self._exists = False

    def load(self, key: LedgerKey, /) -> tuple[str, float] | None:
        """Returns the value and its age in seconds."""
        with closing(self._open()) as connection:
            found = self._load(connection, key)
            connection.commit()
            return found

    def swap(
        self, key: LedgerKey, expected: str | None, value: str, lifetime: float, /
    ) -> Literal[True] | tuple[str, float] | None:
        """Stores the value if the current one is `expected`."""
        now = self._now
        with closing(self._open()) as connection:
            if expected is None:
                # A key whose lifetime has passed counts as none.
                stored = self._run(
                    connection,
                    f"INSERT INTO {self._table} (ledger_key, value, written_at, expires_at) VALUES (?, ?, {now}, {now} + ?) "
                    "ON CONFLICT (ledger_key) DO UPDATE SET value = excluded.value, written_at = excluded.written_at, "
                    f"expires_at = excluded.expires_at WHERE {self._table}.expires_at <= {now}",
                    [str(key), value, lifetime],
                )
            else:
                stored = self._run(
                    connection,
                    f"UPDATE {self._table} SET value = ?, written_at = {now}, expires_at = {now} + ? "
                    f"WHERE ledger_key = ? AND value = ? AND expires_at > {now}",
                    [value, lifetime, str(key), expected],
                )
            done = stored.rowcount == 1
            connection.commit()
            if done:
                return True
            current = self._load(connection, key)
            connection.commit()
            return current

    def purge(self) -> int:
        """Deletes the keys whose lifetime has passed, and returns how many there were. Run it now and then, such as once a day."""
        with closing(self._open()) as connection:
            deleted = self._run(connection, f"DELETE FROM {self._table} WHERE expires_at <= {self._now}", [])
            connection.commit()
            return int(deleted.rowcount)

    def _load(self, connection: Any, key: LedgerKey) -> tuple[str, float] | None:
        query = f"SELECT value, {self._now} - written_at FROM {self._table} WHERE ledger_key = ? AND expires_at > {self._now}"
        row = self._run(connection, query, [str(key)]).fetchone()
        # A clock that was set back must not make an age negative.
        return (row[0], max(float(row[1]), 0.0)) if row else None

    def _open(self) -> Any:
        connection = self._connect()
        if not self._exists:
            try:
                self._create(connection)
            except BaseException:
                connection.close()
                raise
            self._exists = True
        return connection

    def _create(self, connection: Any) -> None:
        """Creates the table. Two processes may try at once."""
        statement = (
            f"CREATE TABLE IF NOT EXISTS {self._table} (ledger_key TEXT PRIMARY KEY, value TEXT NOT NULL, "
            "written_at DOUBLE PRECISION NOT NULL, expires_at DOUBLE PRECISION NOT NULL)"
        )
        try:
            self._run(connection, statement, [])
        except Exception:  # noqa: BLE001 - each driver has errors of its own
            connection.rollback()
            self._run(connection, f"SELECT 1 FROM {self._table} WHERE 1 = 0", [])
        connection.commit()

    def _run(self, connection: Any, statement: str, arguments: Sequence[object]) -> Any:
        cursor = connection.cursor()
        cursor.execute(statement.replace("?", self._placeholder), arguments)
        return cursor
