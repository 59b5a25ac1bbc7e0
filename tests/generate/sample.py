"""Small specs of platforms that do not exist, their adapters, and flows run by hand."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec
import yaml

from tasklab.adapter.connection import Connection
from tasklab.adapter.message import Now, Pause, Remember, Request, Response, Unique
from tasklab.generate.formatting import format_modules
from tasklab.generate.planner import plan_module
from tasklab.generate.render import render_module
from tasklab.spec.load import load_spec
from tasklab.spec.vocabulary import DERIVED
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from datetime import datetime

    from tasklab.adapter.adapter import Adapter
    from tasklab.spec.load import LoadedSpec

SPECS = Path(__file__).parent / "specs"
PARAMETERS = {
    "site": "https://example.org",
    "api_key": "k",
    "username": "alice",
    "password": "p",
    "database": "db",
    "token": "1-14-aa",
    "organization": "acme",
}


def completed(document: dict[str, Any]) -> dict[str, Any]:
    """A spec in which every method that it is silent about is unavailable: samples show a few methods each."""
    absence = {"because": "The sample has no such thing.", "source": "https://example.org/docs"}
    known = {
        *document["methods"],
        *DERIVED,
        *(f"{name}.list" for name in document["entities"] if _is_listed(document, name)),
    }
    whole = document.get("unavailable", {})
    silent = [name for name, method in METHODS.items() if name not in known and method.object not in whole]
    document["unavailable"] = {name: dict(absence) for name in silent} | document.get("unavailable", {})
    return document


def _is_listed(document: dict[str, Any], name: str) -> bool:
    """Whether an entity is its constants alone, which declares its list."""
    return isinstance(document["entities"][name], list)


def write_spec(folder: Path, platform: str, document: dict[str, Any]) -> None:
    """Write a completed spec into a folder of specs."""
    file = folder / platform / f"{document['version']}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(yaml.safe_dump(completed(document), sort_keys=False), encoding="utf-8")


def read_sample(name: str) -> dict[str, Any]:
    return yaml.safe_load((SPECS / f"{name}.yaml").read_text("utf-8"))


def load_document(platform: str, document: dict[str, Any]) -> LoadedSpec:
    with TemporaryDirectory() as name:
        write_spec(Path(name), platform, document)
        loaded = load_spec(Path(name), platform, document["version"])
        assert loaded.spec  # built while the files are there
        return loaded


def render(loaded: LoadedSpec) -> str:
    return render_module(plan_module(loaded.spec, loaded.name.file))


def text_of(platform: str, document: dict[str, Any]) -> str:
    """The adapter of a document, formatted."""
    return format_modules({"sample": render(load_document(platform, document))})["sample"]


def module_of(text: str, name: str) -> ModuleType:
    module = ModuleType(f"generated_{name}")
    sys.modules[module.__name__] = module
    exec(compile(text, f"<{name}>", "exec"), vars(module))
    return module


def adapter_of(platform: str, document: dict[str, Any]) -> Adapter:
    module = module_of(render(load_document(platform, document)), platform)
    found = next(value for value in vars(module).values() if getattr(value, "platform", None) == platform)
    return found(Connection(id="c1", parameters=PARAMETERS))


@cache
def sample(name: str) -> Adapter:
    return adapter_of(name, read_sample(name))


def answer(body: Any = None, status: int = 200, **headers: str) -> Response:
    data = body if isinstance(body, bytes) else b"" if body is None else msgspec.json.encode(body)
    return Response(status=status, headers={name.replace("_", "-"): text for name, text in headers.items()}, body=data)


@dataclass
class Exchanged:
    """What a flow did: the requests it made, and what it returned."""

    requests: list[Request] = field(default_factory=list)
    result: Any = None

    @property
    def request(self) -> Request:
        (only,) = self.requests
        return only

    @property
    def body(self) -> Any:
        """The JSON body of the last request that has one."""
        return msgspec.json.decode([request.body for request in self.requests if request.body is not None][-1])


def run(flow: Generator[Any, Any, Any], answers: Iterable[Response], now: datetime | None = None) -> Exchanged:
    """Run a flow to its end with the given answers, in order; all of them have to be used."""
    exchanged = Exchanged()
    pending = iter(answers)
    exchanged.result = _drive(flow, pending, exchanged, {}, now)
    assert next(pending, None) is None, "more answers than requests"
    return exchanged


def _drive(flow: Any, pending: Any, exchanged: Exchanged, memory: dict[str, Any], now: Any) -> Any:
    message = None
    sent: Any = None
    while True:
        try:
            message = flow.send(sent)
        except StopIteration as end:
            return end.value
        match message:
            case Request():
                exchanged.requests.append(message)
                sent = next(pending)
            case Remember(name, make):
                if name not in memory:
                    memory[name] = _drive(make(), pending, exchanged, memory, now)
                sent = memory[name]
            case Now():
                sent = now
            case Unique():
                sent = "unique-1"
            case Pause():
                sent = None
