"""Adapters of platforms that do not exist, generated for the benchmarks."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Any

import yaml

from tasklab.adapter.connection import Connection
from tasklab.generate.planner import plan_module
from tasklab.generate.render import render_module
from tasklab.spec.load import load_spec
from tasklab.spec.vocabulary import DERIVED
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from tasklab.adapter.adapter import Adapter

SPECS = Path(__file__).parent / "specs"


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """Say of every method that a sample is silent about that it is unavailable."""
    reason = {"because": "The sample has no such thing.", "source": "https://example.org/docs"}
    silent = [name for name in METHODS if name not in document["methods"] and name not in DERIVED]
    document["unavailable"] = {name: dict(reason) for name in silent} | document.get("unavailable", {})
    return document


def read_sample(name: str) -> dict[str, Any]:
    """Read one of the specs beside this file."""
    document: dict[str, Any] = yaml.safe_load((SPECS / f"{name}.yaml").read_text("utf-8"))
    return completed(document)


def write_spec(folder: Path, platform: str, document: dict[str, Any]) -> None:
    """Write a spec where a folder of specs has it."""
    file = folder / platform / f"{document['version']}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")


def make_adapter(name: str, site: str = "https://example.org") -> Adapter:
    """Generate and import the adapter of a sample."""
    with TemporaryDirectory() as folder:
        write_spec(Path(folder), name, read_sample(name))
        spec = load_spec(Path(folder), name, "1").spec
    module = ModuleType(f"bench_{name.replace('-', '_')}")
    sys.modules[module.__name__] = module
    exec(compile(render_module(plan_module(spec, f"{name}/1.yaml")), f"<{name}>", "exec"), vars(module))
    found = next(value for value in vars(module).values() if getattr(value, "platform", None) == name)
    adapter: Adapter = found(Connection(id="c1", parameters={"site": site}))
    return adapter
