"""Accounts and their API keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from tasklab.service.error import MissingError, StateError
from tasklab.service.identity import NewKey, Principal, new_id, new_key
from tasklab.service.store.audit import append_audit
from tasklab.service.store.database import now_us
from tasklab.service.store.revision import advance_revision
from tasklab.service.store.table import account, api_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, RowMapping


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A customer of the live API."""

    id: str
    name: str
    created_at: int
    disabled_at: int | None


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """An API key, without its text."""

    id: str
    account_id: str
    name: str
    scopes: tuple[str, ...]
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None


def add_account(db: Connection, name: str, actor: str) -> Account:
    """Make an account."""
    made = Account(id=new_id("acc"), name=name, created_at=now_us(), disabled_at=None)
    db.execute(sa.insert(account).values(**msgspec.structs.asdict(made)))
    append_audit(db, made.id, actor, "account.create", made.id)
    return made


def list_accounts(db: Connection) -> Sequence[Account]:
    """Return all accounts, the oldest first."""
    rows = db.execute(sa.select(*_ACCOUNT_COLUMNS).order_by(account.c.created_at, account.c.id)).mappings()
    return [Account(**row) for row in rows]


def disable_account(db: Connection, account_id: str, actor: str, *, is_disabled: bool = True) -> None:
    """Disable an account, or enable it again; its data is kept. Raises: MissingError."""
    at = now_us() if is_disabled else None
    changed = db.execute(sa.update(account).where(account.c.id == account_id).values(disabled_at=at))
    if not changed.rowcount:
        raise MissingError(f"there is no account {account_id}")
    append_audit(db, account_id, actor, "account.disable" if is_disabled else "account.enable", account_id)
    advance_revision(db)


def add_key(
    db: Connection, account_id: str, name: str, scopes: Iterable[str], actor: str, expires_at: int | None = None
) -> tuple[Key, NewKey]:
    """Make an API key. Raises: MissingError for an account that is not there."""
    if db.execute(sa.select(account.c.id).where(account.c.id == account_id)).first() is None:
        raise MissingError(f"there is no account {account_id}")
    fresh = new_key()
    made = Key(
        id=fresh.id,
        account_id=account_id,
        name=name,
        scopes=tuple(sorted(set(scopes))),
        created_at=now_us(),
        expires_at=expires_at,
        revoked_at=None,
        last_used_at=None,
    )
    values = msgspec.structs.asdict(made) | {"scopes": " ".join(made.scopes), "digest": fresh.digest}
    db.execute(sa.insert(api_key).values(**values))
    append_audit(db, account_id, actor, "key.create", made.id)
    return made, fresh


def list_keys(db: Connection, account_id: str) -> Sequence[Key]:
    """Return an account's keys, the oldest first."""
    query = sa.select(*_KEY_COLUMNS).where(api_key.c.account_id == account_id).order_by(api_key.c.created_at)
    return [_key(row) for row in db.execute(query).mappings()]


def list_keys_behind(db: Connection, account_id: str, after: str, limit: int) -> Sequence[Key]:
    """Return an account's keys behind an id, in the order of their ids."""
    query = sa.select(*_KEY_COLUMNS).where(api_key.c.account_id == account_id, api_key.c.id > after)
    return [_key(row) for row in db.execute(query.order_by(api_key.c.id).limit(limit)).mappings()]


def find_key(db: Connection, account_id: str, key_id: str) -> Key:
    """Return an account's key. Raises: MissingError."""
    query = sa.select(*_KEY_COLUMNS).where(api_key.c.account_id == account_id, api_key.c.id == key_id)
    row = db.execute(query).mappings().first()
    if row is None:
        raise MissingError("the account has no such key")
    return _key(row)


def rotate_key(db: Connection, account_id: str, key_id: str, overlap_us: int, actor: str) -> tuple[Key, NewKey]:
    """Make a key like another, which ends after the overlap, or by itself before. Raises: MissingError, StateError."""
    old, now = find_key(db, account_id, key_id), now_us()
    if old.revoked_at is not None or (old.expires_at is not None and old.expires_at <= now):
        raise StateError("the key has ended: make a new one")
    made = add_key(db, account_id, old.name, old.scopes, actor, old.expires_at)
    ends_at = now + overlap_us if old.expires_at is None else min(old.expires_at, now + overlap_us)
    db.execute(sa.update(api_key).where(api_key.c.id == key_id).values(expires_at=ends_at))
    append_audit(db, account_id, actor, "key.rotate", key_id)
    advance_revision(db)
    return made


def _key(row: RowMapping) -> Key:
    return Key(**{**row, "scopes": tuple(row["scopes"].split())})


def revoke_key(db: Connection, account_id: str, key_id: str, actor: str) -> None:
    """End a key for good. Raises: MissingError."""
    mine = (api_key.c.account_id == account_id) & (api_key.c.id == key_id)
    changed = db.execute(
        sa.update(api_key).where(mine).values(revoked_at=sa.func.coalesce(api_key.c.revoked_at, now_us()))
    )
    if not changed.rowcount:
        raise MissingError("the account has no such key")
    append_audit(db, account_id, actor, "key.revoke", key_id)
    advance_revision(db)


def find_principal(db: Connection, digest: bytes) -> tuple[Principal, int | None] | None:
    """Find whose key has this digest, and when the key expires; None for a key that is unknown or revoked."""
    query = (
        sa.select(api_key.c.id, api_key.c.account_id, api_key.c.scopes, api_key.c.expires_at, account.c.disabled_at)
        .join(account)
        .where(api_key.c.digest == digest, api_key.c.revoked_at.is_(None))
    )
    row = db.execute(query).first()
    if row is None:
        return None
    principal = Principal(
        account_id=row.account_id,
        key_id=row.id,
        scopes=frozenset(row.scopes.split()),
        is_disabled=row.disabled_at is not None,
    )
    return principal, row.expires_at


def note_use(db: Connection, used: dict[str, int]) -> None:
    """Write down when keys were last used, by their ids."""
    for key_id, at in sorted(used.items()):
        db.execute(sa.update(api_key).where(api_key.c.id == key_id).values(last_used_at=at))


_ACCOUNT_COLUMNS = [account.c[name] for name in Account.__struct_fields__]
_KEY_COLUMNS = [column for column in api_key.c if column.name != "digest"]
