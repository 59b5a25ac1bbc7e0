"""The command itself: what it lists, and what its help must not import."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tasklab import __version__
from tasklab.cli import COMMANDS, main

HEAVY = (
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
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(result.stderr)}
    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_help_names_every_command_with_its_line() -> None:
    output = CliRunner().invoke(main, ["--help"]).output
    for name in COMMANDS:
        assert f"\n  {name}" in output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_has_a_module_and_helps(name: str) -> None:
    assert importlib.util.find_spec(f"tasklab.command.{name}") is not None
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output


def test_an_unknown_command_is_a_usage_error() -> None:
    result = CliRunner().invoke(main, ["no-such-command"])
    assert result.exit_code == 2
    assert "no-such-command" in result.output


def test_version() -> None:
    assert __version__ in CliRunner().invoke(main, ["--version"]).output
