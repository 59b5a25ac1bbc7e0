"""Lint, generate, windows, watch, report, ledger, schema: what they say and which exit code they end with."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tasklab.command.reading import now
from tasklab.ledger import fact as f
from tasklab.ledger.store import append_facts
from tasklab.watch.fetch import Reply


def test_lint_is_content_with_a_good_spec(lab, tasklab):
    assert tasklab("lint") == (0, "no problems\n")


def test_lint_names_file_line_and_column(lab, tasklab):
    lab.spec("1.1").write_text('version: "1.1"\nkind: product\nextends: "1.0"\nmethdos: {}\n')

    code, output = tasklab("lint", "desk")

    assert code == 1
    assert "specs/desk/1.1.yaml:4:1" in output


def test_lint_of_a_platform_that_is_not_there_is_a_usage_error(lab, tasklab):
    assert tasklab("lint", "dusk")[0] == 64


def test_generate_writes_nothing_when_nothing_changed(lab, tasklab):
    assert tasklab("generate") == (0, "2 unchanged, 0 written, 0 problems\n")


def test_generate_check_sees_an_edited_adapter_and_leaves_it(lab, tasklab):
    edited = lab.adapter("1.1").read_text() + "# mine\n"
    lab.adapter("1.1").write_text(edited)

    code, output = tasklab("generate", "--check")

    assert code == 1
    assert "differs: tasklab_connectors/desk/v1_1.py" in output
    assert lab.adapter("1.1").read_text() == edited


def test_generate_of_a_spec_with_a_mistake_says_where(lab, tasklab):
    lab.spec("1.1").write_text("version: [")

    code, output = tasklab("generate")

    assert code == 1
    assert "desk/1.1.yaml:2:1" in output


def test_windows_tell_what_is_due_first(lab, tasklab):
    code, output = tasklab("windows", "--json")
    windows = json.loads(output)

    assert code == 1  # 1.0 is late
    assert [window["version"] for window in windows] == ["1.0", "1.1"]
    assert [window["result"] for window in windows] == ["overdue", "open"]


def test_windows_can_be_asked_of_the_past(lab, tasklab):
    code, output = tasklab("windows", "--at", f"{now() - timedelta(days=290):%Y-%m-%d}", "--open")

    assert code == 0
    assert "desk 1.0" in output
    assert "desk 1.1" not in output


def test_without_facts_there_are_no_windows(lab, tasklab):
    lab.path.unlink()

    assert tasklab("windows") == (0, "no windows: run `tasklab watch` first\n")


LISTED = [
    ("1.0.1", "2026-01-01T00:00:00Z"),
    ("1.1.1", "2026-01-01T00:00:00Z"),
    ("1.2.0", "2026-02-01T00:00:00Z"),
]


@pytest.fixture
def index(lab, monkeypatch):
    """Answer as a package index would that lists one release more."""

    class Index:
        status = 200

        def __call__(self, url, headers):
            files = [
                {"filename": f"desk-{version}.tar.gz", "upload-time": upload_time, "url": "", "hashes": {}}
                for version, upload_time in LISTED
            ]
            body = {"name": "desk", "files": files, "meta": {"api-version": "1.1"}}
            headers = {"content-type": "application/vnd.pypi.simple.v1+json"}
            return Reply(url, self.status, headers, json.dumps(body).encode())

    index = Index()
    monkeypatch.setattr("tasklab.command.watch.HttpFetch", lambda: index)
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example.org/simple")
    return index


def test_watch_writes_down_what_is_new_and_the_second_time_nothing(index, lab, tasklab):
    code, output = tasklab("watch")
    assert code == 0
    assert "desk: 1.2.0 released 2026-02-01 (registry, package_index desk)" in output

    assert tasklab("watch") == (0, "desk: nothing new\n")
    assert "1.2" in lab.read().state.versions


def test_a_dry_watch_writes_nothing(index, lab, tasklab):
    before = lab.path.read_bytes()

    assert "1.2.0" in tasklab("watch", "--dry-run")[1]
    assert lab.path.read_bytes() == before


def test_a_source_that_cannot_be_asked_is_a_2(index, lab, tasklab):
    index.status = 503

    code, output = tasklab("watch", "--json")

    assert code == 2
    assert "503" in json.loads(output)[0]["troubles"]["package_index desk"]


def test_report_writes_its_files_once(lab, tasklab):
    code, output = tasklab("report")
    assert code == 0
    assert output.count("written:") == 3

    assert "nothing new to say" in tasklab("report")[1]


def test_the_ledger_is_in_order(lab, tasklab):
    assert tasklab("ledger", "check") == (0, "0 errors, 0 notes\n")


def test_a_line_that_contradicts_is_an_error(lab, tasklab):
    fact = f.PromotionFact(platform="desk", at=now(), version="1.0", run="nobody's", level="server", by="me")
    append_facts(lab.path, [fact])

    code, output = tasklab("ledger", "check")

    assert code == 1
    assert "desk.jsonl:3" in output


def test_the_ledger_exports_its_lines(lab, tasklab):
    code, output = tasklab("ledger", "export", "desk")

    assert code == 0
    assert [json.loads(line)["version"] for line in output.splitlines()] == ["1.0", "1.1"]


def test_export_says_what_it_leaves_out(lab, tasklab):
    with lab.path.open("a") as stream:
        stream.write("{}\n")

    assert tasklab("ledger", "export")[0] == 1


@pytest.mark.parametrize("words", [("schema",), ("schema", "--unified")])
def test_schemas_are_json_schema(lab, tasklab, words):
    code, output = tasklab(*words)

    assert code == 0
    assert json.loads(output)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
