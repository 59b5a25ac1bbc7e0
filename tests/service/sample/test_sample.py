"""Samples are programs: those whose language is on this machine are run, against the service over HTTP."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from tasklab.service.sample.call import call_of
from tasklab.service.sample.language import LANGUAGES
from tasklab.unified.catalogue import METHODS

RUN = {
    "curl": ("curl", "sample.sh", ["sh", "sample.sh"]),
    "python": (sys.executable, "sample.py", [sys.executable, "sample.py"]),
    "javascript": ("node", "sample.mjs", ["node", "sample.mjs"]),
    "php": ("php", "sample.php", ["php", "sample.php"]),
    "go": ("go", "sample.go", ["go", "run", "sample.go"]),
    "ruby": ("ruby", "sample.rb", ["ruby", "sample.rb"]),
    "java": ("javac", "Sample.java", ["java", "Sample.java"]),
    "csharp": (
        "mcs",
        "sample.cs",
        ["sh", "-c", "mcs -langversion:7.2 -r:System.Net.Http sample.cs && mono sample.exe"],
    ),
}
"""The program that a language needs, the file of the sample, and how it is run."""
# A program that runs once gains nothing from what a virtual machine does for those that run long.
ENVIRONMENT = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"}
CALLS = {
    "task.create": {"title": 'O\'Neil said "write" \\ and $left é'},
    "user.list": {"limit": 1, "fields": "id,name"},
    "task.list": {"limit": 1, "allow_scan": "true", "query": "O'Neil & co"},
    "task.update": {"id": "1", "title": "x"},
    "user.me": {},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    command = [sys.executable, "-m", "tests.service.fuzz_app", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().split()
        process.kill()


@pytest.mark.parametrize("language", LANGUAGES)
def test_samples_run(language, server, tmp_path):
    program, file, command = RUN[language]
    if shutil.which(program) is None:
        pytest.skip(f"needs {program}")
    address, key, connection_id = server
    own = {"task.delete": {"id": str(2 + list(LANGUAGES).index(language))}}
    for name, given in (CALLS | own).items():
        call = call_of(METHODS[name], address, connection_id, given, key=f"{language}-{name}")
        (tmp_path / file).write_text(LANGUAGES[language](call), encoding="utf-8")
        environment = os.environ | ENVIRONMENT | {"TASKLAB_KEY": key}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "request_id" not in done.stdout, done.stdout
        if name == "task.create":
            assert "O'Neil" in done.stdout or "O\\'Neil" in done.stdout


def test_every_method_has_a_sample_in_every_language(stage):
    for name, method in METHODS.items():
        reply = stage.call("GET", f"/v1/samples/{name}", key="").json

        assert set(reply["samples"]) == set(LANGUAGES), name
        for code in reply["samples"].values():
            assert "TASKLAB_KEY" in code
            assert call_of(method).url in code


def test_there_is_no_sample_of_what_is_no_method(stage):
    assert stage.call("GET", "/v1/samples/task.fly", key="").kind == "missing"


def test_a_sample_in_python_is_a_program():
    for method in METHODS.values():
        compile(LANGUAGES["python"](call_of(method)), method.name, "exec")
        body = call_of(method).body
        assert body is None or isinstance(json.loads(body), dict)
