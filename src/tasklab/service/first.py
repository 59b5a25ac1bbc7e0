"""The very first start: an account with a key, and a connection to a sandbox, so that a call can be made at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tasklab.service.identity import SCOPES, new_id
from tasklab.service.live import about
from tasklab.service.sandbox import sandbox_parameters, sandbox_versions
from tasklab.service.secret import Keyring
from tasklab.service.store.account import add_account, add_key, list_accounts
from tasklab.service.store.connection import ConnectionRow, add_connection
from tasklab.service.store.database import now_us
from tasklab.service.support import Support

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tasklab.service.config import Config
    from tasklab.service.store.database import Database

_ACTOR = "tasklab serve"


class First(msgspec.Struct, kw_only=True):
    """What was made."""

    account_id: str
    key: str
    connection_id: str = ""
    platform: str = ""
    version: str = ""

    def __repr__(self) -> str:
        return f"First({self.account_id!r})"


def begin(database: Database, config: Config, platform: str | None = None) -> First | None:
    """Make the first account, where there is none yet, with a sandbox of a platform: of any where none is named."""
    support = Support(config.specs, config.ledger)
    support.refresh()
    return database.do(_begin, config, support, platform)


def _begin(db: Connection, config: Config, support: Support, platform: str | None) -> First | None:
    if list_accounts(db):
        return None
    account = add_account(db, "first", _ACTOR)
    _, key = add_key(db, account.id, "first", SCOPES, _ACTOR)
    first = First(account_id=account.id, key=key.text)
    versions = sandbox_versions(support) if config.has_sandbox else {}
    chosen = platform or next(iter(versions), None)
    if chosen is not None and chosen in versions:
        first.platform, first.version = chosen, versions[chosen][-1]
        first.connection_id = _add_sandbox(db, config, support, first)
    return first


def _add_sandbox(db: Connection, config: Config, support: Support, first: First) -> str:
    now = now_us()
    row = ConnectionRow(
        id=new_id("con"),
        account_id=first.account_id,
        name="sandbox",
        platform=first.platform,
        version=first.version,
        is_sandbox=True,
        parameters=b"",
        stamp=1,
        created_at=now,
        updated_at=now,
    )
    parameters = msgspec.json.encode(sandbox_parameters(support, first.platform, first.version))
    row = msgspec.structs.replace(row, parameters=Keyring(config.secret_keys).encrypt(parameters, about(row)))
    add_connection(db, row, _ACTOR)
    return row.id
