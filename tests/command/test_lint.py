"""`tasklab lint` tells of whatever is wrong, whichever file it is in, and never breaks off."""

from __future__ import annotations

import pytest

from tasklab.cli import main

PLATFORM = """platform: desk
name: Desk
summary: A desk.
kind: protocol
"""


@pytest.fixture
def specs(tmp_path, monkeypatch):
    folder = tmp_path / "specs" / "desk"
    folder.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text("")
    (folder / "platform.yaml").write_text(PLATFORM)
    monkeypatch.chdir(tmp_path)
    return folder


def _lint(monkeypatch, capsys, *words):
    monkeypatch.setattr("sys.argv", ["tasklab", "lint", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code, "".join(capsys.readouterr())


@pytest.mark.parametrize("words", [(), ("desk",)])
@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("1.0.yaml", "a: b: c\n"),
        ("1.0.yaml", 'version: "1.0"\nextends: "0.9"\n'),
        ("twin.yaml", "parameters: {}\n"),
        ("platform.yaml", PLATFORM + "colour: red\n"),
    ],
)
def test_a_file_that_is_wrong_is_told_of_with_its_place(specs, monkeypatch, capsys, words, file, text):
    (specs / file).write_text(text)
    code, told = _lint(monkeypatch, capsys, *words)
    assert code == 1
    assert f"desk/{file}:" in told
    assert "Traceback" not in told


def test_nothing_wrong_is_said(specs, monkeypatch, capsys):
    code, told = _lint(monkeypatch, capsys)
    assert (code, told.strip()) == (0, "no problems")
