"""Loading specs: resolved, validated, checked, with their digest and the place of every key.

What is cheap is done at once, the rest when it is asked for: whether anything changed is told by digests alone, without
building a model. The model is built from the canonical JSON, so it depends on nothing that the digest does not cover:
the order of keys in a file has no meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tasklab
from tasklab.spec.cache import CachedSpec, find_cached, store_cached
from tasklab.spec.folder import ResolvedSpec, SpecFolder, SpecName
from tasklab.spec.node import plain, walk
from tasklab.spec.patch import digest_of, parse_canonical, render_canonical
from tasklab.spec.problem import InvalidSpecError, order_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tasklab.spec.model import Spec
    from tasklab.spec.problem import KeyPath, Place, SpecError


@dataclass(frozen=True, eq=False)
class LoadedSpec:
    """A valid spec of one platform version."""

    name: SpecName
    chain: tuple[SpecName, ...]
    """Itself, then what it extends, to the first."""
    digest: str
    """SHA-256 of the canonical JSON of the resolved spec, as `sha256:...`: no layout, comment or key order is in it."""
    canonical: str
    """The resolved spec as canonical JSON."""
    folder: SpecFolder

    @property
    def files(self) -> tuple[str, ...]:
        """The files it is made from, its own first, relative to the folder of specs."""
        return tuple(name.file for name in self.chain)

    @property
    def previous(self) -> SpecName | None:
        """The version of the same platform that it extends."""
        parent = self.chain[1] if len(self.chain) > 1 else None
        return parent if parent is not None and parent.platform == self.name.platform else None

    @cached_property
    def mapping(self) -> dict[str, Any]:
        """The resolved spec as plain values."""
        mapping: dict[str, Any] = parse_canonical(self.canonical)
        return mapping

    @cached_property
    def spec(self) -> Spec:
        """The model."""
        from tasklab.spec.model import Spec  # noqa: PLC0415 - costs 0.1 s, which telling that nothing changed must not

        return Spec.model_validate(self.mapping, by_alias=True, by_name=False)

    @cached_property
    def positions(self) -> Mapping[KeyPath, Place]:
        """The place of every key of the resolved spec, in whichever file says it."""
        root = self.folder.resolve(self.name).root
        return {key: node.key_place or node.place for key, node in walk(root)}


def load_spec(specs_dir: Path, platform: str, version: str, cache_dir: Path | None = None) -> LoadedSpec:
    """Return one valid spec.

    Raises: InvalidSpecError with everything that is wrong with it.
    """
    return load_from(SpecFolder(specs_dir), SpecName(platform, version), cache_dir)


def load_specs(
    specs_dir: Path, names: Iterable[SpecName] | None = None, cache_dir: Path | None = None
) -> tuple[LoadedSpec, ...]:
    """Return valid specs, all of the folder when no names are given; files that they share are read once.

    Raises: InvalidSpecError with everything that is wrong with all of them.
    """
    folder = SpecFolder(specs_dir)
    loaded, errors = _load_all(folder, folder.names() if names is None else tuple(names), cache_dir)
    if errors:
        raise InvalidSpecError(errors)
    return loaded


def load_from(folder: SpecFolder, name: SpecName, cache_dir: Path | None = None) -> LoadedSpec:
    """Return one valid spec of a folder that may have been read from before.

    Raises: InvalidSpecError with everything that is wrong with it.
    """
    cached = None if cache_dir is None else find_cached(cache_dir, folder, name)
    if cached is not None:
        return LoadedSpec(name, cached.chain, cached.digest, cached.canonical, folder)
    loaded = _load_fresh(folder, name)
    if cache_dir is not None:
        store_cached(cache_dir, folder, CachedSpec(loaded.chain, loaded.digest, loaded.canonical))
    return loaded


def _load_fresh(folder: SpecFolder, name: SpecName) -> LoadedSpec:
    resolved = folder.resolve(name)
    canonical = render_canonical(plain(resolved.root))
    loaded = LoadedSpec(name, resolved.chain, digest_of(canonical), canonical, folder)
    loaded.__dict__["spec"] = _require_valid(resolved, loaded.mapping)
    return loaded


def _require_valid(resolved: ResolvedSpec, mapping: dict[str, Any]) -> Spec:
    # Imported here for the same reason as the model above.
    from tasklab.spec.check.spec import check_spec  # noqa: PLC0415
    from tasklab.spec.model import Spec  # noqa: PLC0415
    from tasklab.spec.validation import validate_node  # noqa: PLC0415

    try:
        spec = validate_node(resolved.root, Spec, mapping)
    except InvalidSpecError as error:
        raise InvalidSpecError([*resolved.problems, *error.errors]) from error.__cause__
    errors = [*resolved.problems, *check_spec(spec, resolved.root)]
    if errors:
        raise InvalidSpecError(errors)
    return spec


def _load_all(
    folder: SpecFolder, names: tuple[SpecName, ...], cache_dir: Path | None
) -> tuple[tuple[LoadedSpec, ...], list[SpecError]]:
    loaded: list[LoadedSpec] = []
    errors: list[SpecError] = []
    for name in names:
        try:
            loaded.append(load_from(folder, name, cache_dir))
        except InvalidSpecError as error:
            errors += error.errors
    return tuple(loaded), errors


def check_specs(
    folder: SpecFolder, names: Iterable[SpecName] | None = None, cache_dir: Path | None = None
) -> tuple[SpecError, ...]:
    """Return everything that is wrong with the specs of a folder, all files at once, by file and place."""
    strays = folder.check_strays() if names is None else ()
    wanted = folder.names() if names is None else tuple(names)
    return order_errors([*strays, *_load_all(folder, wanted, cache_dir)[1]])


def find_specs(specs_dir: Path, cache_dir: Path | None = None) -> tuple[SpecName, ...]:
    """Return every version that has a spec: platforms by name, their versions in order.

    What is kept in `cache_dir` is not read again: of a spec that is unchanged it is known what it extends.

    Raises: InvalidSpecError when a file cannot be read as far as its `extends`.
    """
    folder = SpecFolder(specs_dir)
    platforms = sorted({name.platform for name in folder.names()})
    return tuple(name for platform in platforms for name in order_versions(folder, platform, cache_dir))


def order_versions(folder: SpecFolder, platform: str, cache_dir: Path | None = None) -> tuple[SpecName, ...]:
    """Return a platform's versions, each after the one it extends; side by side, as people count versions.

    Raises: InvalidSpecError when a file cannot be read as far as its `extends`.
    """
    children: dict[SpecName | None, list[SpecName]] = {}
    for name in folder.names():
        if name.platform == platform:
            cached = None if cache_dir is None else find_cached(cache_dir, folder, name)
            chain = folder.resolve(name).chain if cached is None else cached.chain
            parent = chain[1] if len(chain) > 1 and chain[1].platform == platform else None
            children.setdefault(parent, []).append(name)
    ordered: list[SpecName] = []
    pending = _newest_first(children.get(None, []))
    while pending:
        name = pending.pop()
        ordered.append(name)
        pending += _newest_first(children.get(name, []))
    return tuple(ordered)


def _newest_first(names: list[SpecName]) -> list[SpecName]:
    return sorted(names, key=lambda name: natural_key(name.version), reverse=True)


def natural_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """Return what sorts versions as people count: 6.9 before 6.10."""
    parts = re.findall(r"[0-9]+|[A-Za-z]+", version)
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part.lower()) for part in parts)


def find_specs_dir(start: Path) -> Path:
    """Return the folder of specs: of the checkout that `start` is in, or else the one this package brings along.

    Raises: FileNotFoundError when there is neither.
    """
    package = Path(tasklab.__file__).parent
    checkouts = (start, *start.parents, *package.parents[:2])
    found = next((each for each in checkouts if (each / "specs").is_dir() and (each / "connectors").is_dir()), None)
    specs_dir = package / "_bundle" / "specs" if found is None else found / "specs"
    if not specs_dir.is_dir():
        raise FileNotFoundError(f"no folder `specs` at or above {start}, and none in the package")
    return specs_dir


def find_cache_dir(specs_dir: Path) -> Path | None:
    """Find where resolved specs are kept: `.tasklab/spec` of a checkout; None for the specs of an installed package."""
    root = specs_dir.parent
    return root / ".tasklab" / "spec" if (root / "connectors").is_dir() else None
