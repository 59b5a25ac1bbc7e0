"""The templates for CI and pre-commit: valid by their vendors' schemas, and their scripts run what there is."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml
from tests.advance.sample import make_lab

from tasklab.command.group import group
from tasklab.command.reading import now
from tasklab.command.table import COMMANDS
from tasklab.report.answer import FORMATS

ROOT = Path(__file__).parents[2]
ACTION = ROOT / ".github" / "actions" / "lab" / "action.yml"
WORKFLOW = ROOT / ".github" / "workflows" / "lab.yml"
GITLAB = ROOT / ".gitlab" / "lab.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
CALL = re.compile(r"\btasklab ([a-z]+)((?: +[^\s|&;>]+)*)")
BIN = Path(sys.executable).parent


def load(path):
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def check(schema, path):
    argv = [BIN / "check-jsonschema", "--builtin-schema", schema, path]
    done = subprocess.run(argv, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("schema", "path"),
    [("vendor.github-actions", ACTION), ("vendor.github-workflows", WORKFLOW)],
    ids=["action", "flow"],
)
def test_what_github_reads_fits_its_schema(schema, path):
    check(schema, path)


def test_what_gitlab_reads_fits_its_schema(tmp_path):
    head, body = GITLAB.read_text(encoding="utf-8").split("\n---\n")
    (tmp_path / ".gitlab-ci.yml").write_text(body, encoding="utf-8")

    check("vendor.gitlab-ci", tmp_path / ".gitlab-ci.yml")
    used = set(re.findall(r"\$\[\[ inputs\.([a-z-]+) \]\]", body))
    assert used == set(yaml.safe_load(head)["spec"]["inputs"])


@pytest.mark.parametrize("path", [ACTION, GITLAB, HOOKS], ids=lambda path: path.name)
def test_every_command_that_is_called_exists_with_its_options(path):
    calls = CALL.findall(path.read_text(encoding="utf-8"))
    calls = [(name, words) for name, words in calls if name in COMMANDS or words.strip().startswith("-")]
    assert calls
    for name, words in calls:
        command = group.get_command(None, name)
        assert command is not None, name
        known = {option for parameter in command.params for option in parameter.opts}
        for sub in getattr(command, "commands", {}).values():
            known |= {option for parameter in sub.params for option in parameter.opts}
        assert {word for word in words.split() if word.startswith("--")} <= known, f"tasklab {name}{words}"
        shape = re.search(r"--format (\S+)", words)
        assert shape is None or shape[1] in FORMATS


def test_what_comes_from_outside_is_never_pasted_into_a_script():
    for step in load(ACTION)[0]["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), step["name"]


def test_every_input_of_the_action_is_used():
    content = load(ACTION)[0]
    text = ACTION.read_text(encoding="utf-8")

    assert set(re.findall(r"inputs\.([a-z-]+)", text)) == set(content["inputs"])
    passed = {
        name for job in load(WORKFLOW)[0]["jobs"].values() for step in job["steps"] for name in step.get("with", {})
    }
    assert {"platforms", "dry-run"} <= passed & set(content["inputs"])


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """Make a checkout once: generating adapters is most of what it costs."""
    root = tmp_path_factory.mktemp("checkout")
    (root / "pyproject.toml").write_text("")
    make_lab(root, now)
    return root


@pytest.fixture
def run(checkout, tmp_path):
    """Run one step of the action in a checkout of its own, as a runner does."""
    shutil.copytree(checkout, tmp_path, dirs_exist_ok=True)
    steps = {step["name"]: step for step in load(ACTION)[0]["runs"]["steps"] if "run" in step}

    def run(name, **variables):
        env = dict.fromkeys(steps[name].get("env", {}), "") | variables
        env |= {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}
        env |= {"GITHUB_OUTPUT": str(tmp_path / "output"), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
        argv = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps[name]["run"]]
        return subprocess.run(argv, cwd=tmp_path, env=env, check=False, capture_output=True, text=True)

    return run


def test_the_gates_step_tells_its_answer_in_every_place_and_goes_on(run, tmp_path):
    done = run("Gate")

    assert done.returncode == 0, done.stderr
    assert "::error " in done.stdout
    assert (tmp_path / "output").read_text().splitlines() == ["answer=2", "sarif=.tasklab/gate/gate.sarif"]
    assert "**May the release go?** cannot tell" in (tmp_path / "summary").read_text()
    assert json.loads((tmp_path / ".tasklab/gate/gate.sarif").read_text())["version"] == "2.1.0"
    assert ET.parse(tmp_path / ".tasklab/gate/gate.xml").getroot().tag == "testsuites"


def test_the_gates_step_goes_by_another_policy(run):
    assert run("Gate", POLICY="gone.toml").returncode != 0


def test_the_reports_are_made_whatever_the_gate_says(run, tmp_path):
    done = run("Reports", SITE="out site", BASE="https://lab.example")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out site" / "index.html").is_file()
    assert (tmp_path / "reports" / "compatibility.json").is_file()
    assert "| platform | supported |" in (tmp_path / "summary").read_text()


@pytest.mark.parametrize(
    ("answer", "dry_run", "code"),
    [("0", "false", 0), ("1", "false", 1), ("2", "false", 2), ("", "", 2), ("1", "true", 0)],
)
def test_the_job_ends_as_the_gate_says_and_without_an_answer_it_is_not_a_yes(run, answer, dry_run, code):
    assert run("End as the gate says", ANSWER=answer, DRY_RUN=dry_run).returncode == code


def test_no_platform_can_be_asked_for(run):
    done = run("Contract", PLATFORMS="none")

    assert (done.returncode, done.stdout) == (0, "")


def test_the_hooks_of_pre_commit_start_commands_and_look_at_specs():
    hooks = {hook["id"]: hook for hook in load(HOOKS)[0]}

    assert set(hooks) == {"tasklab-lint", "tasklab-generate"}
    for hook in hooks.values():
        assert hook["language"] == "python"
        assert hook["entry"].split()[1] in COMMANDS
        assert re.search(hook["files"], "specs/redmine/6.0.yaml")
        assert not re.search(hook["files"], "docs/ledger.md")
