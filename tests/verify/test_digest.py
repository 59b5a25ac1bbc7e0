"""The digests that evidence stands on change with what it stands on, and with nothing else."""

from __future__ import annotations

import pytest

from tasklab.generate.digest import stamped
from tasklab.verify import digest

BODY = "from tasklab.adapter.codec.near import decode_near\nfrom tasklab.adapter import paging\n"
FILES = {
    "adapter/__init__.py": "",
    "adapter/paging.py": "SIZE = 1\n",
    "adapter/codec/__init__.py": "",
    "adapter/codec/near.py": "from tasklab.adapter.deep import deep\n",
    "adapter/codec/far.py": "FAR = 1\n",
    "adapter/deep.py": "from tasklab.unified.page import Page\nDEEP = 1\n",
    "adapter/client.py": "CLIENT = 1\n",
    "unified/__init__.py": "",
    "unified/page.py": "PAGE = 1\n",
    "verify/binding.py": "",
    "verify/case.py": "",
    "verify/given.py": "",
    "verify/phases.py": "",
    "verify/plugin.py": "from tasklab.adapter.client import Client\n",
    "verify/contract/scene.py": "SCENE = 1\n",
}
CACHED = ("_digest_file", "_suite_files", "_imported_by_suite", "_reach", "_imported_by", "_is_module", "digest_suite")


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Give a small package in place of ours, and forget what was read before and after."""
    folder = tmp_path / "tasklab"
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    monkeypatch.setattr(digest, "_PACKAGE", folder)
    _forget()
    yield folder
    _forget()


def _forget():
    for name in CACHED:
        getattr(digest, name).cache_clear()


def _adapter(folder, body=BODY, spec="sha256:1"):
    file = folder.parent / "v1.py"
    file.write_text(stamped(body, source="desk/1.yaml", spec=spec))
    return digest.digest_adapter(file)


def _after(package, name, text="CHANGED = 1\n"):
    with (package / name).open("a") as stream:
        stream.write(text)
    _forget()
    return _adapter(package)


@pytest.mark.parametrize(
    "name", ["adapter/codec/near.py", "adapter/deep.py", "unified/page.py", "adapter/paging.py", "adapter/client.py"]
)
def test_what_an_adapter_or_the_suite_reaches_counts(package, name):
    before = _adapter(package)
    assert _after(package, name) != before


@pytest.mark.parametrize("name", ["adapter/codec/far.py", "verify/contract/scene.py"])
def test_what_nobody_reaches_does_not_count(package, name):
    before = _adapter(package)
    assert _after(package, name) == before


def test_the_header_does_not_count_and_the_body_does(package):
    before = _adapter(package)
    assert _adapter(package, spec="sha256:2") == before
    assert _adapter(package, body=f"{BODY}X = 1\n") != before


def test_the_suite_counts_with_what_it_stands_on(package, tmp_path):
    tests = tmp_path / "contract_tests"
    tests.mkdir()
    (tests / "test_task.py").write_text("A = 1\n")
    before = digest.digest_suite(tests)
    (package / "verify/contract/scene.py").write_text("SCENE = 2\n")
    _forget()
    after = digest.digest_suite(tests)
    assert after != before
    (tests / "test_task.py").write_text("A = 2\n")
    _forget()
    assert digest.digest_suite(tests) != after
