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
    sa.Column("last_event", sa.BigInteger, nullable=False, server_default="0"),
)
"""`last_event` is the number of the account's latest event: taken in the event's own transaction, so that whoever reads
up to a number has read all before it.
"""

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

process = sa.Table(
    "process",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
)
"""A process that takes requests, and when it last said so: what may come at once is divided by their number."""

spending = sa.Table(
    "spending",
    metadata,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index(None, "at"),
)
"""How many requests of an account, or calls to a connection's site, all processes together ever let through."""

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

watch = sa.Table(
    "watch",
    metadata,
    sa.Column("connection_id", sa.String(40), sa.ForeignKey("connection.id", ondelete="CASCADE"), primary_key=True),
    _account_id(),
    sa.Column("objects", sa.String(200), nullable=False),
    sa.Column("every_s", sa.Integer, nullable=False),
    sa.Column("version", sa.String(100), nullable=False),
    sa.Column("walk", sa.Integer, nullable=False),
    sa.Column("is_primed", sa.Boolean, nullable=False),
    sa.Column("watermark", sa.BigInteger),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("problem", sa.Text),
    sa.Column("due_at", sa.BigInteger, nullable=False),
    sa.Column("owner", sa.String(40)),
    sa.Column("lease_until", sa.BigInteger, nullable=False),
    sa.Index(None, "due_at"),
)
"""A connection whose changes are looked for: when next, by whom now, and how far the last look came."""

checkup = sa.Table(
    "checkup",
    metadata,
    sa.Column("connection_id", sa.String(40), sa.ForeignKey("connection.id", ondelete="CASCADE"), primary_key=True),
    _account_id(),
    sa.Column("due_at", sa.BigInteger, nullable=False),
    sa.Column("owner", sa.String(40)),
    sa.Column("lease_until", sa.BigInteger, nullable=False),
    sa.Column("checked_at", sa.BigInteger),
    sa.Column("is_good", sa.Boolean),
    sa.Column("site_version", sa.Text),
    sa.Column("problem", sa.Text),
    sa.Index(None, "due_at"),
)
"""What was found when a connection to a site was last tried, and when it is tried next."""

snapshot = sa.Table(
    "snapshot",
    metadata,
    sa.Column(
        "connection_id", sa.String(40), sa.ForeignKey("watch.connection_id", ondelete="CASCADE"), primary_key=True
    ),
    sa.Column("object", sa.String(20), primary_key=True),
    sa.Column("object_id", sa.String(500), primary_key=True),
    sa.Column("hashes", sa.Text, nullable=False),
    sa.Column("seen", sa.Integer, nullable=False),
    sa.Index(None, "connection_id", "object", "seen"),
)
"""What an object was like when it was last seen: a hash for each field, and the walk that saw it."""

event = sa.Table(
    "event",
    metadata,
    sa.Column("account_id", sa.String(40), sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("connection_id", sa.String(40), nullable=False),
    sa.Column("platform", sa.String(100), nullable=False),
    sa.Column("version", sa.String(100), nullable=False),
    sa.Column("type", sa.String(20), nullable=False),
    sa.Column("object", sa.String(20), nullable=False),
    sa.Column("object_id", sa.String(500), nullable=False),
    sa.Column("source", sa.String(20), nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("changed_fields", sa.Text, nullable=False),
    sa.Index(None, "account_id", "connection_id", "number"),
    sa.Index(None, "at"),
)

hook = sa.Table(
    "hook",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    _account_id(),
    sa.Column(
        "connection_id",
        sa.String(40),
        sa.ForeignKey("connection.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    sa.Column("secret", sa.LargeBinary),
    sa.Column("created_at", sa.BigInteger, nullable=False),
)
"""Where a platform sends messages about a connection; the secret that they are signed with is encrypted."""

arrival = sa.Table(
    "arrival",
    metadata,
    sa.Column("connection_id", sa.String(40), sa.ForeignKey("connection.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("delivery", sa.LargeBinary(32), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("object", sa.String(20), nullable=False),
    sa.Column("object_id", sa.String(500), nullable=False),
    sa.Column("is_gone", sa.Boolean, nullable=False),
    sa.Column("is_done", sa.Boolean, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index(None, "is_done", "connection_id"),
    sa.Index(None, "at"),
)
"""What a platform's message is about; `delivery` is the digest of what is the same when it is sent again."""

webhook = sa.Table(
    "webhook",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    _account_id(),
    sa.Column("connection_id", sa.String(40), sa.ForeignKey("connection.id", ondelete="CASCADE")),
    sa.Column("url", sa.String(2000), nullable=False),
    sa.Column("secret", sa.LargeBinary, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Index(None, "account_id", "id"),
)
"""Where an account's events are sent: those of one connection, or of all. The secret is encrypted."""

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True),
    _account_id(),
    sa.Column("webhook_id", sa.String(40), sa.ForeignKey("webhook.id", ondelete="CASCADE"), nullable=False),
    sa.Column("event_number", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", sa.BigInteger, nullable=False),
    sa.Column("owner", sa.String(40)),
    sa.Column("lease_until", sa.BigInteger, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("problem", sa.Text),
    sa.Column("delivered_at", sa.BigInteger),
    sa.UniqueConstraint("webhook_id", "event_number"),
    sa.Index(None, "state", "due_at"),
)
"""One event on its way to one webhook, made in the event's own transaction."""
