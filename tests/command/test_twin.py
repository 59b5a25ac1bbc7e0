"""`tasklab twin`, run as people run it."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest


def start(*words):
    argv = [sys.executable, "-m", "tasklab.cli", "twin", *words]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_asked_to_stop(number):
    with start("kanboard", "--version", "1.2.40", "--port", "0", "--control", "/_twin", "--seed", "3") as process:
        lines = [process.stdout.readline() for _ in range(4)]
        assert lines[0] == "seeded: project_id 1, tasks 3\n"
        url = re.search(r"Kanboard 1\.2\.40 at (http://127\.0\.0\.1:\d+)\n", lines[1])[1]
        assert lines[2].startswith("account: endpoint /jsonrpc.php, ")
        assert lines[3] == f"control: {url}/_twin/state\n"
        with urllib.request.urlopen(f"{url}/_twin/state") as response:
            assert json.load(response)["version"] == "1.2.40"
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)

    assert (process.returncode, errors) == (0, "")


def test_a_taken_port_is_told_in_a_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with start("kanboard", "--port", str(port)) as process:
            _, errors = process.communicate(timeout=20)

    assert process.returncode == 1
    assert errors == f"Error: port {port} is taken; name another, or 0 for any that is free\n"


def test_the_list_has_versions_and_options(tasklab):
    code, text = tasklab("twin", "--list")

    assert code == 0
    assert "kanboard  1.2.10 1.2.20 " in text
    assert "--option numbers=…" in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name a platform: "),
        (("nothing",), "there is no twin of 'nothing'"),
        (("kanboard", "--version", "9"), "knows no version '9'; it knows 1.2.10"),
        (("kanboard", "--option", "numbers"), "it is NAME=VALUE"),
        (("kanboard", "--option", "numbers=roman"), "it is text or native"),
        (("kanboard", "--control", "/"), "a path of its own"),
        (("kanboard", "--port", "70000"), "70000"),
    ],
)
def test_wrong_words_are_told(tasklab, words, told):
    code, text = tasklab("twin", *words)

    assert code == 64
    assert told in text
