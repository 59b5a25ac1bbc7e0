"""The command itself: what it lists, and what its help must not import."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tasklab import __version__
from tasklab.command.group import group
from tasklab.command.table import COMMANDS, render_help

HEAVY = (
    "click",
    "fastapi",
    "starlette",
    "httpx",
    "httpx2",
    "aiohttp",
    "sqlalchemy",
    "jinja2",
    "pydantic",
    "msgspec",
    "rich",
    "yaml",
)


def test_help_imports_no_framework_client_or_template_engine() -> None:
    script = (
        "import json, sys\n"
        "from tasklab.cli import main\n"
        "sys.argv = ['tasklab', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(result.stderr)}
    assert "tasklab" in loaded
    assert "Commands:" in result.stdout
    assert loaded.isdisjoint(HEAVY)


def test_help_names_every_command_with_its_line() -> None:
    for name, line in COMMANDS.items():
        assert any(row.split(maxsplit=1) == [name, line] for row in render_help().splitlines())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_has_a_module_and_helps(name: str) -> None:
    assert importlib.util.find_spec(f"tasklab.command.{name}") is not None
    result = CliRunner().invoke(group, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output


def tasklab(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tasklab.cli", *words], capture_output=True, text=True, check=False)


def test_an_unknown_command_is_a_usage_error() -> None:
    result = tasklab("no-such-command")
    assert result.returncode == 64
    assert "no-such-command" in result.stderr


def test_no_words_print_the_help_and_are_a_usage_error() -> None:
    result = tasklab()
    assert (result.returncode, result.stdout) == (2, render_help())


def test_version() -> None:
    assert tasklab("--version").stdout == f"tasklab, version {__version__}\n"
