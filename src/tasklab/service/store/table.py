"""The tables, for SQLite and PostgreSQL alike. Moments are whole microseconds since 1970 in UTC: exact on both."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""SQLite numbers rows by itself only where the type is INTEGER."""


def _account_id() -> sa.Column[str]:
    return sa.Column("account_id", sa.String(40), sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False)


account = sa.Table(
    "account",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("disabled_at", sa.BigInteger),
)

api_key = sa.Table(
    "api_key",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    _account_id(),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("digest", sa.LargeBinary(32), nullable=False, unique=True),
    sa.Column("scopes", sa.String(100), nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger),
    sa.Column("revoked_at", sa.BigInteger),
    sa.Column("last_used_at", sa.BigInteger),
    sa.Index(None, "account_id"),
)

connection = sa.Table(
    "connection",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    _account_id(),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("platform", sa.String(100), nullable=False),
    sa.Column("version", sa.String(100), nullable=False),
    sa.Column("is_sandbox", sa.Boolean, nullable=False, default=False),
    sa.Column("parameters", sa.LargeBinary, nullable=False),
    sa.Column("stamp", sa.Integer, nullable=False, default=1),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("updated_at", sa.BigInteger, nullable=False),
    sa.Index(None, "account_id", "id"),
)
"""`parameters` are encrypted as a whole; `stamp` grows with each change."""

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("key", sa.LargeBinary(32), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("result", sa.LargeBinary, nullable=False),
    sa.Column("is_repeatable", sa.Boolean, nullable=False),
    sa.Column("owner", sa.String(40), nullable=False),
    sa.Column("lease_until", sa.BigInteger, nullable=False),
    sa.Column("expires_at", sa.BigInteger, nullable=False),
    sa.Index(None, "expires_at"),
)
"""`key` is the digest of account, connection, method and the caller's key; a row that runs past its lease has lost its
process."""

revision = sa.Table(
    "revision",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", _BIG, nullable=False),
)
"""One row, whose number grows with every change to accounts, keys and connections: processes compare it."""

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", _BIG, primary_key=True, autoincrement=True),
    sa.Column("account_id", sa.String(40)),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("actor", sa.String(100), nullable=False),
    sa.Column("action", sa.String(100), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Index(None, "account_id", "id"),
)
"""Who changed what: outlives the account it is about."""
