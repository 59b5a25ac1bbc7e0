"""Commands in a small checkout, with a verifier that needs no server, and no network."""

from __future__ import annotations

import shutil

import click
import pytest
from click.testing import CliRunner
from tests.advance.sample import Lab, make_lab

from tasklab.command.group import group
from tasklab.command.reading import now


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """Make a checkout once: generating adapters is most of what it costs."""
    root = tmp_path_factory.mktemp("checkout")
    (root / "pyproject.toml").write_text("")
    make_lab(root, now)
    return root


@pytest.fixture
def lab(template, tmp_path, monkeypatch):
    """Give a checkout with two versions, both released, and make the commands run in it."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    lab = Lab(tmp_path, now)
    tools = lambda *_words, **_options: (lab.judge, lab.verifier)  # noqa: E731
    for module in ("lab", "verify", "advance"):
        monkeypatch.setattr(f"tasklab.command.{module}.make_tools", tools)
    for module in ("judging", "gate"):
        monkeypatch.setattr(
            f"tasklab.command.{module}.digests_of", lambda _workspace: lab.verifier.find_digests, raising=True
        )
    monkeypatch.setattr("tasklab.command.promote.digests_of", lambda _workspace: lab.verifier.find_digests)
    monkeypatch.setattr("tasklab.command.lab.digests_of", lambda _workspace: lab.verifier.find_digests)
    return lab


@pytest.fixture
def tasklab():
    """Run a command in this process."""

    def run(*words):
        result = CliRunner().invoke(group, words, standalone_mode=False)
        if isinstance(result.exception, click.UsageError):
            return 64, f"{result.output}{result.exception.format_message()}"
        if isinstance(result.exception, click.ClickException):
            return result.exception.exit_code, f"{result.output}{result.exception.format_message()}"
        if result.exception is not None:
            raise result.exception
        return result.return_value, result.stdout

    return run
