from __future__ import annotations

from tasklab.verify.server.credential import Credential
from tasklab.verify.server.recipe import Prepared


def test_a_credential_reads_as_a_mapping_and_prints_no_secret() -> None:
    credential = Credential(
        {"site": "http://127.0.0.1:1/", "username": "alice", "password": "hunter2", "api_key": "k3y"}
    )
    assert dict(credential)["password"] == "hunter2"
    assert repr(credential) == "Credential(site='http://127.0.0.1:1/', username='alice', password=***, api_key=***)"
    assert "hunter2" not in str(credential)


def test_what_was_prepared_prints_no_secret_either() -> None:
    prepared = Prepared({"username": "a", "password": "hunter2"}, {"bad": {"username": "a", "password": "hunter3"}})
    assert "hunter" not in repr(prepared)
    assert "bad" in repr(prepared)
