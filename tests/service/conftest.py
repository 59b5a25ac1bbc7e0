"""A service in this process, called as a server would call it, with a tracker behind it that is a twin."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from tests.service.tracker import find_any_binding, paths

from tasklab.adapter.driver.policy import Policy
from tasklab.service import support
from tasklab.service.build import Service
from tasklab.service.config import Config, Limits
from tasklab.service.identity import SCOPES
from tasklab.service.sandbox import TwinTransport
from tasklab.service.secret import new_secret_key
from tasklab.service.store.account import add_account, add_key
from tasklab.service.store.database import Database
from tasklab.service.store.migration import migrate
from tasklab.service.web.record import Recorder
from tasklab.twin import platform as platforms
from tasklab.twin.catalogue import open_twin
from tasklab.twin.clock import wall_clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tasklab.twin.twin import Twin

ROOT = Path(__file__).parents[2]
SITE = {"site": "https://tracker.example.org/t", "username": "alice", "password": "wonderland"}


@pytest.fixture(autouse=True)
def _twin_of_roundup(monkeypatch):
    monkeypatch.setattr(platforms, "__path__", paths())
    monkeypatch.setattr(support, "find_binding", find_any_binding)


@dataclass
class Reply:
    """What a caller got."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.body)

    @property
    def kind(self) -> str:
        """Kind of the problem."""
        assert self.headers["content-type"] == "application/problem+json", self.body
        return self.json["type"].rpartition("/")[2]


@dataclass
class Stage:
    """One service and what it stands on; time passes only where a test waits for it."""

    config: Config
    twin: Twin
    runner: asyncio.Runner
    service: Service
    lines: list[dict[str, Any]] = field(default_factory=list)
    key: str = ""
    account_id: str = ""

    def account(self, name: str = "other", scopes: Any = SCOPES) -> tuple[str, str]:
        """Make an account; return its id and key."""
        account = self.service.database.do(add_account, name, "test")
        return account.id, self.service.database.do(add_key, account.id, "test", scopes, "test")[1].text

    def call(self, verb: str, path: str, body: Any = None, key: str | None = None, **headers: str) -> Reply:
        return self.runner.run(self.acall(verb, path, body, key, **headers))

    async def acall(self, verb: str, path: str, body: Any = None, key: str | None = None, **headers: str) -> Reply:
        """Send one request, as a server hands it to the application."""
        given = {name.replace("_", "-").lower(): value for name, value in headers.items()}
        if "authorization" not in given:
            given["authorization"] = f"Bearer {self.key if key is None else key}"
        data = body if isinstance(body, bytes) else b"" if body is None else msgspec.json.encode(body)
        if body is not None:
            given.setdefault("content-type", "application/json")
        return await self.send(verb, path, data, given)

    async def send(self, verb: str, path: str, data: bytes, headers: dict[str, str]) -> Reply:
        raw, _, query = path.partition("?")
        scope = {
            "type": "http", "method": verb, "raw_path": raw.encode(), "path": raw, "query_string": query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
            "client": ("192.0.2.7", 40000),
        }  # fmt: skip
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": data, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.application(scope, receive, send)
        start, *rest = sent
        body = b"".join(each["body"] for each in rest)
        return Reply(start["status"], {name.decode(): value.decode() for name, value in start["headers"]}, body)

    def connect(self, key: str | None = None, **more: Any) -> str:
        """Make a connection to the tracker; return its id."""
        made = self.call("POST", "/v1/connections", {"platform": "roundup", "parameters": SITE} | more, key)
        assert made.status == 201, made.body
        return made.json["id"]

    @property
    def site(self) -> Any:
        return self.twin.site

    def log(self) -> list[dict[str, Any]]:
        self.service.recorder.flush()
        return self.lines


@contextmanager
def started(config: Config, transport: Any = None) -> Iterator[Stage]:
    lines: list[Any] = []
    recorder = Recorder(lambda data: lines.extend(map(msgspec.json.decode, data.splitlines())))
    twin = open_twin("roundup", "2.6", clock=wall_clock(), address="https://tracker.example.org")
    with asyncio.Runner() as runner:
        service = Service(config, recorder)
        stage = Stage(config, twin, runner, service, lines)
        stage.application = runner.run(service.open(TwinTransport(Prefixed(twin)) if transport is None else transport))
        stage.account_id, stage.key = stage.account("first")
        try:
            yield stage
        finally:
            runner.run(service.close())


class Prefixed:
    """A twin whose tracker is at `/t`."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin

    def handle(self, request: Any) -> Any:
        return self._twin.handle(msgspec.structs.replace(request, path=request.path.removeprefix("/t")))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """Make the tables once: a copy costs less."""
    path = tmp_path_factory.mktemp("service") / "empty.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture
def make_config(tmp_path, empty_database):
    """Make a configuration with an empty database and a ledger of its own."""

    def make(**changes: Any) -> Config:
        ledger = tmp_path / "ledger"
        if not ledger.exists():
            ledger.mkdir()
            shutil.copy(ROOT / "ledger" / "roundup.jsonl", ledger)
            shutil.copy(empty_database, tmp_path / "test.db")
        config = Config(
            database_url=f"sqlite:///{tmp_path / 'test.db'}",
            secret_keys=(new_secret_key("k1"),),
            specs=ROOT / "specs",
            ledger=ledger,
            has_sandbox=True,
            limits=Limits(requests_per_s=10_000, burst=10_000),
            policy=Policy(attempts=1, total_s=5),
            # What goes on beside requests is done where a test asks for it: by itself it would come between at times.
            works_here=False,
            refresh_s=3600.0,
        )
        return replace(config, **changes)

    return make


@pytest.fixture
def stage(make_config):
    with started(make_config()) as stage:
        yield stage


@pytest.fixture
def start():
    """Start a service with a configuration of one's own."""
    return started
