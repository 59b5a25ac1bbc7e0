from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

import pytest

from tasklab.verify.server import python_source
from tasklab.verify.server.fault import ProgramFault
from tasklab.verify.server.python_source import PythonSource

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


def _pretend(*installed: tuple[str, str]) -> Callable[..., str]:
    def run(argv: Sequence[str], *, cwd: Path, **_: object) -> str:
        if "install" in argv:
            (cwd / "environment").mkdir()
            (cwd / "environment" / "pyvenv.cfg").write_text("implementation = CPython\nversion_info = 3.11.7\n")
            packages = cwd / "environment" / "lib" / "python3.11" / "site-packages"
            for name, version in installed:
                folder = packages / f"{name}-{version}.dist-info"
                folder.mkdir(parents=True)
                (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        return ""

    return run


def test_requirements_name_the_series_or_the_very_release() -> None:
    assert PythonSource("radicale", "3.9", None, ("six",)).requirements == ["radicale==3.9.*", "six"]
    assert PythonSource("radicale", "3.9", "3.9.1").requirements == ["radicale==3.9.1"]


def test_our_interpreter_is_used_unless_the_product_cannot_run_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "python_version", lambda: "3.12.4")
    assert PythonSource("roundup", "2.6").interpreter == sys.executable
    assert PythonSource("roundup", "2.0", python="<3.13").interpreter == sys.executable
    assert PythonSource("roundup", "2.0", python="<3.12").interpreter == "<3.12"


def test_what_was_installed_is_read_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_source, "run_program", _pretend(("Radicale", "3.9.2"), ("Some_Thing", "1")))
    installed = PythonSource("radicale", "3.9").install(tmp_path / "environment")
    assert (installed.release, installed.runtime) == ("3.9.2", "CPython 3.11.7")
    assert installed.packages == ("radicale==3.9.2", "some-thing==1")


@pytest.mark.parametrize(
    ("version", "release", "got"), [("3.9", None, "3.10.0"), ("3.1", None, "3.10.0"), ("3.9", "3.9.1", "3.9.2")]
)
def test_another_release_than_asked_is_refused(
    version: str, release: str | None, got: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_source, "run_program", _pretend(("radicale", got)))
    with pytest.raises(ProgramFault, match=f"radicale {got} was installed"):
        PythonSource("radicale", version, release).install(tmp_path / "environment")


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("error: Request failed\n  cause: dns error: failed to lookup address", "the package index cannot be reached"),
        ("error: No solution found when resolving dependencies", "uv ended with status 1"),
    ],
)
def test_being_offline_is_said_in_plain_words(
    output: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise ProgramFault("uv ended with status 1", output)

    monkeypatch.setattr(python_source, "run_program", fail)
    with pytest.raises(ProgramFault, match=reason) as caught:
        PythonSource("radicale", "3.9").install(tmp_path / "environment")
    assert caught.value.output == output


def test_a_missing_installer_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uv", None)
    with pytest.raises(ProgramFault, match="extra `lab`"):
        PythonSource("radicale", "3.9").install(tmp_path / "environment")
