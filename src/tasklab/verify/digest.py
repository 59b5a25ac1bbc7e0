"""Digests of what evidence stands on: an adapter with the part of the runtime that it reaches, and the suite.

An adapter counts without its header, and the runtime only as far as the adapter and the suite import it: another
platform's codec, or a language that grew, changes nothing about this one.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import tasklab
from tasklab.adapter.codec.registry import CODECS
from tasklab.generate.digest import find_stamp, without_header

if TYPE_CHECKING:
    from collections.abc import Iterable

_RUNTIME = ("tasklab.adapter", "tasklab.unified")
"""Packages whose modules count where they are imported, in a type checker's eyes too: that is never too little."""
_SUITE = (
    "verify/binding.py",
    "verify/case.py",
    "verify/given.py",
    "verify/phases.py",
    "verify/plugin.py",
    "verify/contract",
)
_IMPORT = re.compile(r"^\s*(?:from|import) (tasklab\.[\w.]+)(?: import ([^\n(]*|\([^)]*\)))?", re.MULTILINE)
_PACKAGE = Path(tasklab.__file__).parent


def digest_adapter(file: Path) -> str:
    """Return the digest of an adapter and of the runtime that it and the suite reach."""
    text = file.read_text(encoding="utf-8")
    body = without_header(text) if find_stamp(text) else text
    reached = _reach(frozenset(_imported(text) | _imported_by_suite()))
    total = hashlib.sha256(body.encode())
    total.update(digest_files(_PACKAGE, map(_file_of, reached)))
    for codec in sorted(str(each) for each in CODECS.values() if each.module in reached):
        total.update(codec.encode() + b"\0")
    return render_digest(total.digest())


@cache
def digest_suite(contract_tests: Path) -> str:
    """Return the digest of the contract and of what its cases stand on."""
    cases = digest_files(contract_tests, contract_tests.rglob("*.py"))
    return render_digest(hashlib.sha256(cases + digest_files(_PACKAGE, _suite_files())).digest())


def digest_files(root: Path, files: Iterable[Path]) -> bytes:
    """Return the digest over the names below a folder and the contents of files, in the order of their names."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.relative_to(root).as_posix().encode() + b"\0" + _digest_file(file))
    return total.digest()


def render_digest(digest: bytes) -> str:
    """Return a digest as evidence writes it."""
    return f"sha256:{digest.hex()}"


@cache
def _digest_file(file: Path) -> bytes:
    return hashlib.sha256(file.read_bytes()).digest()


@cache
def _suite_files() -> tuple[Path, ...]:
    return tuple(file for part in _SUITE for file in _python_files(_PACKAGE / part))


def _python_files(path: Path) -> Iterable[Path]:
    return path.rglob("*.py") if path.is_dir() else [path]


@cache
def _imported_by_suite() -> frozenset[str]:
    return frozenset().union(*(_imported(file.read_text(encoding="utf-8")) for file in _suite_files()))


@cache
def _reach(modules: frozenset[str]) -> frozenset[str]:
    """Return modules of the runtime with everything that they import in turn."""
    reached: set[str] = set()
    waiting = modules
    while waiting:
        reached |= waiting
        waiting = frozenset().union(*map(_imported_by, waiting)) - reached
    return frozenset(reached)


@cache
def _imported_by(module: str) -> frozenset[str]:
    return _imported(_file_of(module).read_text(encoding="utf-8"))


def _imported(text: str) -> frozenset[str]:
    found: set[str] = set()
    for name, members in _IMPORT.findall(text):
        found.add(name)
        # `from tasklab.adapter import paging` names a module behind the word `import`.
        found.update(f"{name}.{member}" for member in re.findall(r"\w+", members))
    return frozenset(each for each in found if each.startswith(_RUNTIME) and _is_module(each))


@cache
def _is_module(name: str) -> bool:
    return _file_of(name).is_file()


def _file_of(module: str) -> Path:
    path = _PACKAGE.joinpath(*module.split(".")[1:])
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
