"""`tasklab serve` and `tasklab admin`, as processes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from tasklab.command.admin import command as admin
from tasklab.command.serve import command as serve
from tasklab.service.sandbox import sandbox_versions
from tasklab.service.support import Support

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(tmp_path, monkeypatch):
    monkeypatch.setenv("TASKLAB_DATA", str(tmp_path / "data"))
    return dict(os.environ)


@pytest.fixture
def run(environment):
    """Start `tasklab serve` and give its process and the beginning of what it says."""
    started = []

    def run(*words):
        command = [sys.executable, "-m", "tasklab.cli", "serve", "--port", "0", *words]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        started.append(process)
        line = process.stdout.readline()
        return process, re.search(r"http://\S+", line)[0]

    yield run
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def ask(address, path, key=""):
    request = urllib.request.Request(address + path, headers={"Authorization": f"Bearer {key}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, msgspec.json.decode(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, msgspec.json.decode(error.read())


def test_a_first_start_gives_a_key_that_works_and_a_second_none(run):
    process, address = run()
    assert process.stdout.readline().startswith("account acc_")
    key = process.stdout.readline().strip()

    assert ask(address, "/v1/connections", key) == (200, {"items": [], "next_cursor": None})
    assert ask(address, "/v1/connections")[0] == 401
    assert ask(address, "/ready")[1]["status"] == "ready"
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    lines = [msgspec.json.decode(line) for line in process.stdout.read().splitlines()]
    assert [(line["route"], line["status"]) for line in lines] == [
        ("connection.list", 200), ("connection.list", 401), ("ready", 200)
    ]  # fmt: skip
    assert key not in repr(lines)

    again, address = run("--quiet")
    assert ask(address, "/v1/connections", key)[0] == 200
    again.send_signal(signal.SIGINT)
    assert again.wait(20) == 0
    assert again.stdout.read() == ""


def test_a_newcomer_makes_a_first_call(run):
    support = Support(ROOT / "specs", ROOT / "ledger")
    support.refresh()
    if not sandbox_versions(support):
        pytest.skip("no platform here has both a twin and an adapter of the same version")
    process, address = run("--sandbox", "--quiet")
    said = "".join(process.stdout.readline() for _ in range(6))

    key = re.search(r"Bearer (\S+)'", said)[1]
    path = re.search(rf"{address}(/\S+)", said)[1]
    status, page = ask(address, f"{path}?limit=1&fields=title", key)
    assert (status, len(page["items"]), set(page["items"][0])) == (200, 1, {"id", "title"})


def test_several_processes_need_a_database_that_they_can_share(environment):
    result = CliRunner().invoke(serve, ["--processes", "2"])

    assert result.exit_code == 2
    assert "need PostgreSQL" in result.output


@pytest.fixture
def call(environment):
    def call(*words):
        result = CliRunner().invoke(admin, words)
        assert result.exit_code == 0, result.output
        return result.output

    return call


def test_an_operator_manages_accounts_and_keys(call):
    account, key = re.match(r"account (\S+); .*\n(\S+)\n", call("account-add", "ACME")).groups()
    made = re.match(r"key (\S+),", call("key-add", account, "--scope", "read", "--days", "7", "--name", "reports"))[1]

    assert "ACME" in call("accounts")
    call("disable", account)
    assert "disabled" in call("accounts")
    call("enable", account)
    assert "enabled" in call("accounts")
    call("key-revoke", account, made)
    listed = call("keys", account)
    assert re.search(rf"{made}  read  revoked  used -  reports", listed)
    assert key not in listed


def test_an_operator_rotates_secrets(call, monkeypatch):
    first, second = call("secret-key", "k1").strip(), call("secret-key", "k2").strip()
    monkeypatch.setenv("TASKLAB_SECRET_KEYS", f"{second} {first}")

    assert call("rotate") == "0 secrets encrypted again; all are by the key k2\n"


def test_what_is_not_there_is_said(environment):
    result = CliRunner().invoke(admin, ["disable", "acc_nothing"])

    assert result.exit_code == 1
    assert "there is no account acc_nothing" in result.output
