from __future__ import annotations

from pathlib import Path

from tasklab.verify.server.package_index import index_environment, pip_config_files

_CONF = """\
[global]
index-url = https://index.example/simple
find-links = /opt/wheels
    /opt/more
[install]
extra-index-url = file:///opt/a file:///opt/b
"""


def test_what_pip_is_configured_with_reaches_uv(tmp_path: Path) -> None:
    (tmp_path / "pip.conf").write_text(_CONF)
    env = index_environment({"PATH": "/bin"}, [tmp_path / "absent", tmp_path / "pip.conf"])
    assert env == {
        "PATH": "/bin",
        "UV_DEFAULT_INDEX": "https://index.example/simple",
        "UV_INDEX": "file:///opt/a file:///opt/b",
        "UV_FIND_LINKS": "/opt/wheels,/opt/more",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_a_variable_beats_a_file_and_uv_own_settings_beat_both(tmp_path: Path) -> None:
    (tmp_path / "pip.conf").write_text(_CONF)
    given = {"PIP_INDEX_URL": "https://variable.example/simple"}
    assert index_environment(given, [tmp_path / "pip.conf"])["UV_DEFAULT_INDEX"] == "https://variable.example/simple"
    for own in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        env = index_environment(given | {own: "https://uv.example/simple"}, [tmp_path / "pip.conf"])
        assert {name: env.get(name) for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")} == {
            "UV_DEFAULT_INDEX": None,
            "UV_INDEX_URL": None,
            own: "https://uv.example/simple",
        }


def test_nothing_configured_adds_nothing() -> None:
    assert index_environment({"HOME": "/x"}, []) == {"HOME": "/x"}


def test_the_explicit_config_file_is_read_last() -> None:
    files = pip_config_files({"PIP_CONFIG_FILE": "/explicit"}, Path("/home/me"))
    assert files[-1] == Path("/explicit")
    assert Path("/home/me/.config/pip/pip.conf") in files
