from __future__ import annotations

import sys

import pytest

from tasklab.watch import index
from tasklab.watch.index import find_index_url
from tasklab.watch.release import SourceError


@pytest.fixture
def no_machine(monkeypatch, tmp_path):
    """Keep what this machine has configured out of the test."""
    monkeypatch.setattr(index, "_name_pip_files", lambda environ, home, _: [home / ".pip/pip.conf"])
    monkeypatch.setattr(index, "_find_uv_default", lambda _: None)
    monkeypatch.setattr(index, "_find_pip_default", lambda: "https://default.test/simple")
    return tmp_path


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({"PIP_INDEX_URL": "https://a.test/simple/"}, "https://a.test/simple"),
        ({"PIP_INDEX_URL": "https://a.test/simple", "UV_INDEX_URL": "https://b.test/s"}, "https://b.test/s"),
        ({"UV_DEFAULT_INDEX": "corp=https://c.test/simple"}, "https://c.test/simple"),
        ({"UV_DEFAULT_INDEX": ""}, "https://default.test/simple"),
        ({}, "https://default.test/simple"),
    ],
)
def test_the_environment_decides_and_else_the_tools_default(no_machine, environ, url):
    assert find_index_url(environ, no_machine) == url


def test_pips_own_file_comes_before_the_default_and_more_indexes_are_not_the_index(no_machine):
    write(no_machine / ".pip/pip.conf", "[global]\nextra-index-url = https://more.test/%(x)s\n")
    assert find_index_url({}, no_machine) == "https://default.test/simple"
    write(
        no_machine / ".pip/pip.conf",
        "[global]\nindex-url = https://p.test/simple\n[install]\nindex_url=https://i.test/\n",
    )
    assert find_index_url({}, no_machine) == "https://i.test"


@pytest.mark.parametrize(
    "text",
    [
        'index-url = "https://u.test/s"',
        '[pip]\nindex-url = "https://u.test/s"',
        '[[index]]\nurl = "https://u.test/s"\ndefault = true',
    ],
)
def test_uvs_own_file_counts_too(no_machine, text):
    write(no_machine / ".config/uv/uv.toml", text)

    assert find_index_url({}, no_machine) == "https://u.test/s"


def test_a_file_that_cannot_be_read_is_an_error_that_shows_none_of_it(no_machine):
    write(no_machine / ".pip/pip.conf", "https://user:s3cret@p.test\n")

    with pytest.raises(SourceError, match="cannot be read") as caught:
        find_index_url({}, no_machine)
    assert "s3cret" not in str(caught.value)


def test_nothing_at_all_is_an_error_that_says_what_to_set(no_machine, monkeypatch):
    monkeypatch.setattr(index, "_find_pip_default", lambda: None)

    with pytest.raises(SourceError, match="set PIP_INDEX_URL"):
        find_index_url({}, no_machine)


def test_pips_files_are_read_as_pip_reads_them(tmp_path):
    files = index._name_pip_files({"PIP_CONFIG_FILE": "/x/pip.conf"}, tmp_path, tmp_path / "venv")

    assert [str(path) for path in files[:3]] == [
        "/x/pip.conf",
        f"{tmp_path}/venv/pip.conf",
        f"{tmp_path}/.config/pip/pip.conf",
    ]
    assert index._name_pip_files({"PIP_CONFIG_FILE": "/dev/null"}, tmp_path, tmp_path) == []


def test_uvs_default_is_read_from_its_own_words(tmp_path):
    program = tmp_path / "uv"
    program.write_text(
        "#!/bin/sh\necho '  --default-index <DEFAULT_INDEX>'\necho '   (by default: <https://d.test/simple>).'\n"
    )
    program.chmod(0o755)

    assert index._find_uv_default({"PATH": f"{tmp_path}:/bin"}) == "https://d.test/simple"


def test_pips_default_is_asked_of_pip_where_there_is_one(monkeypatch):
    class Module:
        class PyPI:
            simple_url = "https://pip.test/simple"

    monkeypatch.setitem(sys.modules, "pip._internal.models.index", Module)
    assert index._find_pip_default() == "https://pip.test/simple"
    monkeypatch.setitem(sys.modules, "pip._internal.models.index", None)
    assert index._find_pip_default() is None
