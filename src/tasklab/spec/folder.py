"""The folder of specs: which versions there are, their files, and each resolved through `extends`."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from tasklab.spec.node import Node
from tasklab.spec.patch import check_removals, merge_patch, write_out
from tasklab.spec.problem import InvalidSpecError, Place, SpecError, find_nearest, render_names
from tasklab.spec.short_form import check_file, write_file_out
from tasklab.spec.source import load_source, parse_source

if TYPE_CHECKING:
    from pathlib import Path

PLATFORM = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z", re.ASCII)
VERSION = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z._-]{0,60}[0-9A-Za-z])?\Z", re.ASCII)
PLATFORM_FILE, TWIN_FILE = "platform.yaml", "twin.yaml"
_NO_VERSIONS = frozenset({PLATFORM_FILE, TWIN_FILE})
OWN = frozenset({"platform", "version", "extends", "changes", "todo", "source", "released"})
"""Keys that say something about one version only, and are not inherited."""
OWN_OF_PLATFORM = OWN | {"kind"}
"""The same from another folder: whether something is a product does not follow from what it stands on."""
_LONGEST_CHAIN = 200


@dataclass(frozen=True, slots=True, order=True)
class SpecName:
    """The name of one platform version."""

    platform: str
    version: str

    @property
    def file(self) -> str:
        """Its file, relative to the folder of specs."""
        return f"{self.platform}/{self.version}.yaml"

    def __str__(self) -> str:
        return f"{self.platform}/{self.version}"


@dataclass(frozen=True, slots=True)
class ResolvedSpec:
    """A spec with everything it inherits, not yet validated."""

    name: SpecName
    root: Node
    chain: tuple[SpecName, ...]
    """Itself, then what it extends, to the first."""
    problems: tuple[SpecError, ...] = ()
    """What is wrong with the patches it is made of, although it could be resolved."""


class SpecFolder:
    """Reads a folder of specs; each file is read and parsed at most once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._data: dict[str, bytes] = {}
        self._roots: dict[SpecName, Node] = {}
        self._resolved: dict[SpecName, ResolvedSpec] = {}

    def names(self) -> tuple[SpecName, ...]:
        """Return every version that has a file, by platform and file name."""
        files = self.path.glob("*/*.yaml")
        return tuple(
            sorted(
                SpecName(file.parent.name, file.stem) for file in files if file.name not in {PLATFORM_FILE, TWIN_FILE}
            )
        )

    def check_strays(self) -> tuple[SpecError, ...]:
        """Return a problem for each file that looks like a spec and would be read by nobody."""
        strays = sorted((*self.path.glob("*/*.yml"), *self.path.glob("*.yaml")))
        return tuple(
            SpecError(
                "file",
                Place(stray.relative_to(self.path).as_posix()),
                (),
                "a file that is not read",
                "<platform>/<version>.yaml",
            )
            for stray in strays
        )

    def digest_file(self, name: SpecName) -> str:
        """Return the SHA-256 of a file's bytes, in hexadecimal.

        Raises: InvalidSpecError when it cannot be read.
        """
        return hashlib.sha256(self._bytes(name)).hexdigest()

    def text(self, file: str) -> str:
        """Return the text of a file for people, with what cannot be shown replaced; empty when it cannot be read."""
        data = self._data.get(file)
        return "" if data is None else data.decode(errors="replace")

    def resolve(self, name: SpecName) -> ResolvedSpec:
        """Return a spec with everything it inherits.

        Raises: InvalidSpecError
        """
        chain: list[SpecName] = []
        while name not in self._resolved:
            parent = self._follow(name, chain)
            chain.append(name)
            if parent is None:
                break
            name = parent
        for each in reversed(chain):
            self._resolved[each] = self._resolve_one(each)
        return self._resolved[chain[0] if chain else name]

    def _follow(self, name: SpecName, chain: list[SpecName]) -> SpecName | None:
        """Find what a spec extends, having come to it along `chain`."""
        parent = self._parent(name)
        if parent is not None and (parent in (*chain, name) or len(chain) > _LONGEST_CHAIN):
            node = self._root(name).entries["extends"]
            circle = " → ".join(str(each) for each in (*chain, name, parent)[-12:])
            found = "versions that extend each other in a circle" if parent in (*chain, name) else "too long a chain"
            _refuse("extends", node.place, f"{found} ({circle})", "a first version that extends nothing", ("extends",))
        return parent

    def _resolve_one(self, name: SpecName) -> ResolvedSpec:
        root = self._root(name)
        parent = self._parent(name)
        if parent is None:
            return ResolvedSpec(name, _own(write_out(root), name), (name,))
        base = self._resolved[parent]
        dropped = OWN if parent.platform == name.platform else OWN_OF_PLATFORM
        inherited = base.root.with_entries({key: node for key, node in base.root.entries.items() if key not in dropped})
        problems = [*check_file(root), *check_removals(inherited, root)]
        merged = write_out(merge_patch(inherited, root))
        return ResolvedSpec(name, _own(merged, name), (name, *base.chain), (*base.problems, *problems))

    def _parent(self, name: SpecName) -> SpecName | None:
        node = self._root(name).entries.get("extends")
        if node is None:
            return None
        text = _version_text(node, "extends")
        platform, _, version = text.rpartition("/")
        parent = SpecName(platform or name.platform, version)
        if not PLATFORM.match(parent.platform) or not VERSION.match(parent.version):
            expected = 'a version such as "5.1", or one of another folder such as caldav/rfc4791'
            _refuse("extends", node.place, repr(text[:60]), expected, ("extends",))
        if not (self.path / parent.file).is_file():
            self._refuse_parent(node, parent, name)
        return parent

    def _refuse_parent(self, node: Node, parent: SpecName, name: SpecName) -> NoReturn:
        names = self.names()
        platforms = {each.platform for each in names}
        if parent.platform not in platforms:
            known, missing = platforms, parent.platform
        else:
            known = {each.version for each in names if each.platform == parent.platform and each != name}
            missing = parent.version
        found = f"no spec {parent.file}"
        expected = f"one of {render_names(known)}" if known else "a version that is there"
        error = SpecError("extends", node.place, ("extends",), found, expected, find_nearest(missing, known))
        raise InvalidSpecError([error])

    def _bytes(self, name: SpecName) -> bytes:
        if name.file not in self._data:
            self._data[name.file] = load_source(self.path / name.file, name.file)
        return self._data[name.file]

    def _root(self, name: SpecName) -> Node:
        if name not in self._roots:
            _require_name(name)
            root = parse_source(self._bytes(name), name.file)
            _require_version(root, name)
            self._roots[name] = write_file_out(root)
        return self._roots[name]


def _require_name(name: SpecName) -> None:
    if not PLATFORM.match(name.platform):
        expected = "lower-case letters, digits and single hyphens, such as jira-cloud"
        _refuse("platform", Place(name.file), f"the folder {name.platform[:60]!r}", expected, ())
    if not VERSION.match(name.version):
        expected = "letters, digits, dots, hyphens and underscores"
        _refuse("version", Place(name.file), f"the file name {name.version[:60]!r}", expected, ())


def _require_version(root: Node, name: SpecName) -> None:
    version = root.entries.get("version")
    if version is None:
        expected = f'`version: "{name.version}"`'
        raise InvalidSpecError([SpecError("missing-key", root.place, (), "no `version`", expected)])
    text = _version_text(version, "version")
    if text != name.version:
        expected = f'"{name.version}", as the file is named'
        _refuse("version", version.place, repr(text[:60]), expected, ("version",))
    platform = root.entries.get("platform")
    if platform is not None and platform.value != name.platform:
        shown = repr(platform.value)[:60] if isinstance(platform.value, str) else "something else"
        _refuse("platform", platform.place, shown, f"{name.platform}, as the folder is named", ("platform",))


def _version_text(node: Node, key: str) -> str:
    """Return a version as it is written; YAML would read an unquoted 6.10 as 6.1."""
    if isinstance(node.value, str):
        return node.value
    found, expected = "no text", f'a quoted version: `{key}: "5.0"`'
    if node.text and isinstance(node.value, int | float):
        found = f"{node.text} without quotes, which YAML reads as {json.dumps(node.value)}"
        expected = f'`{key}: "{node.text}"`'
    raise InvalidSpecError([SpecError("version", node.place, (key,), found, expected)])


def _own(root: Node, name: SpecName) -> Node:
    """Return the root with the platform that the folder's name says."""
    place = root.place
    return root.with_entries({**root.entries, "platform": Node(place, name.platform, place)})


def _refuse(rule: str, place: Place, found: str, expected: str, key: tuple[str, ...]) -> NoReturn:
    raise InvalidSpecError([SpecError(rule, place, key, found, expected)])
