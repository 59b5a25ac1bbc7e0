"""Gives all secrets a new encryption, some at a time, while the service runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.service.live import about
from tasklab.service.secret import Keyring
from tasklab.service.store.connection import ConnectionRow, encrypt_again

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tasklab.service.store.database import Database


def rotate_secrets(database: Database, keys: Sequence[str], batch: int) -> tuple[int, str]:
    """Encrypt what is not by the current key; returns how many, and the name of the key.

    Raises: SecretError where a secret is by a key that is not given.
    """
    ring = Keyring(keys)
    count = 0

    def encrypt(row: ConnectionRow) -> bytes | None:
        nonlocal count
        if ring.is_current(row.parameters):
            return None
        count += 1
        return ring.encrypt(ring.decrypt(row.parameters, about(row)), about(row))

    after = database.do(encrypt_again, encrypt, "", batch)
    while after:
        after = database.do(encrypt_again, encrypt, after, batch)
    return count, ring.current
