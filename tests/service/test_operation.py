"""What operators rely on: health, figures, stopping in good order, backup and restore."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import replace

import msgspec
import pytest

from tasklab.service.secret import SecretError, new_secret_key
from tasklab.service.server import load_config, read_environment
from tasklab.service.store.database import Database
from tasklab.twin.catalogue import open_twin
from tasklab.twin.clock import wall_clock
from tasklab.twin.fault import Fault
from tasklab.twin.server import serve_in_thread


def test_readiness_ends_when_the_service_stops(stage):
    assert stage.call("GET", "/ready", key="").json["status"] == "ready"
    stage.service.is_stopping = True

    assert (stage.call("GET", "/ready", key="").status, stage.call("GET", "/health", key="").status) == (503, 200)


def test_figures_count_requests_by_route_and_status(stage):
    path = f"/v1/connections/{stage.connect()}/tasks"
    stage.call("GET", path)
    stage.call("GET", f"{path}/99")

    figures = stage.call("GET", "/metrics", key="").body.decode()

    assert 'tasklab_requests_total{route="task.list",status="200"} 1.0' in figures
    assert 'tasklab_requests_total{route="task.get",status="404"} 1.0' in figures
    assert "tasklab_ready 1.0" in figures
    assert stage.account_id not in figures


def test_each_request_is_one_line_without_what_it_was_about(stage):
    connection_id = stage.connect()
    stage.call("GET", f"/v1/connections/{connection_id}/tasks/find-me", x_request_id="r-1")

    (line,) = [line for line in stage.log() if line["request_id"] == "r-1"]
    assert (line["route"], line["status"], line["error"]) == ("task.get", 404, "not_found")
    assert (line["account"], line["connection"]) == (stage.account_id, connection_id)
    assert set(line) <= {"at", "request_id", "route", "verb", "status", "elapsed_ms", "bytes", "client", "account",
                         "key", "connection", "error", "detail"}  # fmt: skip


def test_a_copy_made_while_it_runs_can_be_put_in_place(make_config, start, tmp_path):
    config = make_config()
    with start(config) as stage:
        stage.twin.seed(1)
        connection_id, key = stage.connect(), stage.key
        source, target = sqlite3.connect(tmp_path / "test.db"), sqlite3.connect(tmp_path / "copy.db")
        source.backup(target)
        source.close()
        target.close()
        stage.call("DELETE", f"/v1/connections/{connection_id}")

    restored = replace(config, database_url=f"sqlite:///{tmp_path / 'copy.db'}")
    with start(restored) as stage:
        assert stage.call("GET", f"/v1/connections/{connection_id}/me", key=key).status == 200
    with start(replace(restored, secret_keys=(new_secret_key("k9"),))) as stage:
        reply = stage.call("GET", f"/v1/connections/{connection_id}/me", key=key)
        assert (reply.status, reply.kind) == (500, "internal")


def test_settings_come_from_the_environment(tmp_path):
    keys = f"{new_secret_key('k2')} {new_secret_key('k1')}"
    given = {"TASKLAB_DATA": str(tmp_path), "TASKLAB_SECRET_KEYS": keys, "TASKLAB_CALL_S": "10",
             "TASKLAB_ALLOW_NETWORKS": "10.1.0.0/16 fd00::/8", "TASKLAB_SANDBOX": "true"}  # fmt: skip

    config = load_config(read_environment(given), tmp_path)

    assert (config.has_sandbox, config.policy.total_s, config.works_here) == (True, 10.0, True)
    assert config.allowed_networks == ("10.1.0.0/16", "fd00::/8")
    assert keys.split(maxsplit=1)[0] not in repr(config)
    with pytest.raises(msgspec.ValidationError):
        read_environment({"TASKLAB_SANDBOX": "perhaps"})
    other = load_config(read_environment(given | {"TASKLAB_DATABASE_URL": "postgresql://u:p@h/d"}), tmp_path)
    assert (other.works_here, "u:p" in repr(other)) == (False, False)
    database = Database(other.database_url)
    assert "u:p" not in repr(database.engine)
    database.close()


def test_a_wrong_key_for_secrets_is_no_mystery(stage):
    with pytest.raises(SecretError, match="which is not here"):
        stage.service.keyring.decrypt(b"v1.k9.AAAA", "x")


def test_requests_in_flight_are_answered_before_it_stops(tmp_path):
    twin = open_twin("roundup", "2.6", clock=wall_clock(), address="http://127.0.0.1")
    with serve_in_thread(twin) as site:
        environment = os.environ | {"TASKLAB_DATA": str(tmp_path), "TASKLAB_ALLOW_NETWORKS": "127.0.0.0/8"}
        command = [sys.executable, "-m", "tasklab.cli", "serve", "--port", "0", "--quiet"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                address = process.stdout.readline().split()[-1]
                process.stdout.readline()
                answer_while_stopping(process, address, process.stdout.readline().strip(), site, twin)
            finally:
                process.kill()


def answer_while_stopping(process, address, key, site, twin):
    given = {"site": site, "username": "alice", "password": "wonderland"}
    made = post(address, "/v1/connections", key, {"platform": "roundup", "parameters": given})
    twin.misbehave(Fault(kind="slow", verb="POST", delay_s=1.0))
    answers = []
    path = f"/v1/connections/{made['id']}/tasks"
    thread = threading.Thread(target=lambda: answers.append(post(address, path, key, {"title": "x"})))
    thread.start()
    deadline = time.monotonic() + 20
    while not twin.site.rows["issue"] and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    thread.join(30)

    assert [each["title"] for each in answers] == ["x"]
    assert process.wait(30) == 0


def post(address, path, key, body):
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = urllib.request.Request(address + path, data=msgspec.json.encode(body), headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return msgspec.json.decode(answer.read())
