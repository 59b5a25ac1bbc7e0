"""Secrets at rest."""

from __future__ import annotations

import pytest

from tasklab.service.live import about
from tasklab.service.rotation import rotate_secrets
from tasklab.service.secret import Keyring, SecretError, load_key_file, new_secret_key
from tasklab.service.store.connection import find_connection
from tasklab.service.store.webhook import find_webhook

K1, K2 = new_secret_key("k1"), new_secret_key("k2")


def test_what_is_encrypted_can_be_read_by_its_row_alone():
    ring = Keyring([K1])
    sealed = ring.encrypt(b"secret", "row 1")

    assert b"secret" not in sealed
    assert ring.decrypt(sealed, "row 1") == b"secret"
    assert sealed != ring.encrypt(b"secret", "row 1")
    with pytest.raises(SecretError, match="another row"):
        ring.decrypt(sealed, "row 2")


@pytest.mark.parametrize(
    "spoil", [lambda s: s[:-4] + b"AAA=", lambda s: b"v2" + s[2:], lambda s: b"", lambda s: s[:20]]
)
def test_damage_is_noticed(spoil):
    ring = Keyring([K1])
    with pytest.raises(SecretError):
        ring.decrypt(spoil(ring.encrypt(b"secret", "row")), "row")


def test_an_older_key_still_reads_and_no_longer_writes():
    old = Keyring([K1]).encrypt(b"secret", "row")
    ring = Keyring([K2, K1])

    assert ring.decrypt(old, "row") == b"secret"
    assert not ring.is_current(old)
    assert ring.is_current(ring.encrypt(b"secret", "row"))
    with pytest.raises(SecretError, match="'k1', which is not here"):
        Keyring([K2]).decrypt(old, "row")


@pytest.mark.parametrize(
    "key",
    [
        *("", "k1", "k1:", "k1:AAAA", "k1:!!!!"),
        pytest.param("k 1:" + K1[3:], id="name with a space"),
        pytest.param(K1[3:], id="no name"),
    ],
)
def test_what_is_no_key_is_refused_without_showing_it(key):
    with pytest.raises(SecretError) as caught:
        Keyring([key])
    assert K1[3:] not in str(caught.value)
    with pytest.raises(SecretError, match="no key"):
        Keyring([])


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "data" / "secret.key"

    first = load_key_file(path)

    assert load_key_file(path) == first
    assert path.stat().st_mode & 0o077 == 0
    assert K1[3:] not in repr(Keyring([K1]))


def test_rotation_goes_on_under_way_and_the_old_key_can_be_taken_away(make_config, start):
    with start(make_config(secret_keys=(K1, K2))) as stage:
        connections = [stage.connect() for _ in range(5)]

        assert rotate_secrets(stage.service.database, (K2, K1), batch=2) == (5, "k2")
        assert rotate_secrets(stage.service.database, (K2, K1), batch=2) == (0, "k2")

        for connection_id in connections:
            row = stage.service.database.do(find_connection, stage.account_id, connection_id)
            assert Keyring([K2]).decrypt(row.parameters, about(row))
            assert stage.call("GET", f"/v1/connections/{connection_id}/me").status == 200


def test_rotation_gives_the_secrets_of_webhooks_a_new_encryption_too(make_config, start):
    with start(make_config(secret_keys=(K1, K2))) as stage:
        made = stage.call("POST", "/v1/webhooks", {"url": "https://hooks.example.org/x"}).json

        assert rotate_secrets(stage.service.database, (K2, K1), batch=2) == (1, "k2")

        row = stage.service.database.do(find_webhook, stage.account_id, made["id"])
        secret = Keyring([K2]).decrypt(row.secret, f"{row.account_id}/{row.id}")
        assert secret.decode() == made["secret"]
