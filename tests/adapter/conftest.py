"""A small platform that the tests of the runtime speak to, played by a script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import msgspec
import pytest

from tasklab.adapter.adapter import Absence, Adapter
from tasklab.adapter.auth import Auth, BasicAuth, LoginAuth, OAuth2Auth
from tasklab.adapter.client import Client
from tasklab.adapter.connection import Connection
from tasklab.adapter.driver.clock import ManualClock
from tasklab.adapter.driver.direct import DirectDriver
from tasklab.adapter.driver.session import Settings
from tasklab.adapter.encode import json_body, segment
from tasklab.adapter.error_rule import ErrorRule
from tasklab.adapter.message import Flow, Now, Pairs, Remember, Request, Response, Unique
from tasklab.adapter.transport.protocol import TransportError
from tasklab.unified.objects import Task
from tasklab.unified.page import Deleted

PASSWORD = "s3cret/pa ss"
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


class _Paper(msgspec.Struct):
    id: int
    text: str


_DECODER = msgspec.json.Decoder(_Paper)


class Paper(Adapter):
    """Reads and writes sheets of paper."""

    platform = "paper"
    version = "1.0"
    secret_parameters = ("password",)
    error_rules = (
        ErrorRule("conflict", status=(422,), path=("code",), equals="taken", detail=("say",), code=("code",)),
        ErrorRule("validation", path=("error",), detail=("error", "words")),
    )
    unavailable: ClassVar = {"task.move": Absence("paper does not move", "https://paper.example/faq")}

    @property
    def base_url(self) -> str:
        return str(self.connection.parameters["site"])

    @property
    def auth(self) -> Auth:
        return BasicAuth("ann", self.connection.parameters["password"])

    @property
    def headers(self) -> Pairs:
        return (("Accept", "application/json"),)

    def task_get(self, parameters: Any) -> Flow[Task]:
        response = yield Request(verb="GET", path=f"/sheets/{segment(parameters.id)}")
        self.expect(response)
        return self._read(self.decode(_DECODER, response))

    def task_create(self, parameters: Any) -> Flow[Task]:
        """A plain create: neither safe to repeat, nor read back."""
        body = json_body({"text": parameters.title})
        response = yield Request(verb="POST", path="/sheets", body=body, is_write=True, is_repeatable=False)
        self.expect(response)
        return self._read(self.decode(_DECODER, response))

    def task_update(self, parameters: Any) -> Flow[Task]:
        """A create of the other kind, under a name made from the key: may be repeated, and is read back."""
        unique = yield Unique()
        response = yield Request(
            verb="PUT", path=f"/sheets/{unique}", headers=(("If-None-Match", "*"),), body=b"{}", is_write=True
        )
        self.expect(response, repeat=(412,))
        return (yield from self.task_get(parameters))

    def task_delete(self, parameters: Any) -> Flow[Deleted]:
        response = yield Request(verb="DELETE", path=f"/sheets/{segment(parameters.id)}", is_write=True)
        self.expect(response, repeat=(404, 410))
        return Deleted(id=parameters.id)

    def task_complete(self, parameters: Any) -> Flow[Task]:
        """Asks for something remembered, and for the time."""
        word = yield Remember("status.list", self._word)
        now = yield Now()
        return Task(id=parameters.id, title=f"{word} {now:%H:%M}", platform="paper", platform_version="1.0")

    def _word(self) -> Flow[str]:
        response = yield Request(verb="GET", path="/word")
        self.expect(response)
        return response.body.decode()

    def _read(self, native: _Paper) -> Task:
        return Task(id=str(native.id), title=native.text, platform="paper", platform_version="1.0")


class LoginPaper(Paper):
    """The same, behind a login."""

    error_rules = ()

    @property
    def auth(self) -> Auth:
        return LoginAuth(self._log_in)

    def _log_in(self) -> Flow[Pairs]:
        response = yield Request(verb="POST", path="/login", body=b"ann " + PASSWORD.encode(), needs_auth=False)
        self.expect(response)
        return (("Authorization", f"Session {response.body.decode()}"),)


class TokenPaper(Paper):
    """The same, with access tokens of OAuth 2.0 from another host."""

    error_rules = ()
    secret_parameters = ("password", "refresh_token")

    @property
    def auth(self) -> Auth:
        return OAuth2Auth(
            token_url="https://login.example/tenant/token",
            client_id="app 1",
            refresh_token="r0/+",
            client_secret="app&secret",
        )


Answer = Response | TransportError | Callable[[Request], Response]


class Script:
    """Answers requests in order; fails when more are made than it has answers for."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        assert self.answers, f"nobody expected {request.verb} {request.path}"
        answer = self.answers.pop(0)
        if isinstance(answer, TransportError):
            raise answer
        return answer(request) if callable(answer) else answer

    @property
    def asked(self) -> list[str]:
        return [f"{request.verb} {request.path}" for request in self.requests]


class Stage:
    """One client, its script, and the time it believes."""

    def __init__(self, answers: Iterable[Answer], adapter: type[Adapter], **settings: Any) -> None:
        self.clock = ManualClock(NOON)
        self.script = Script(answers)
        self.slept: list[float] = []
        self.adapter = adapter(Connection("c1", {"site": "https://paper.example/api", "password": PASSWORD}))
        settings = {"clock": self.clock, "random": lambda: 1.0, "token": lambda: "fresh"} | settings
        self.settings = Settings(**settings)
        self.client = Client(self.adapter, DirectDriver(self.script, self.sleep), self.settings)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.advance(seconds)

    def call(self, name: str, **parameters: Any) -> Any:
        return self.client.call(name, parameters)


@pytest.fixture
def stage():
    """Make a client whose platform gives these answers, one after the other."""

    def make(*answers: Answer, adapter: type[Adapter] = Paper, **settings: Any) -> Stage:
        return Stage(answers, adapter, **settings)

    return make


@pytest.fixture
def sheet():
    """Make the answer that holds one sheet."""

    def make(number: int = 1, text: str = "hello", status: int = 200) -> Response:
        return Response(status=status, body=msgspec.json.encode({"id": number, "text": text}))

    return make


@pytest.fixture
def paper():
    return Paper


@pytest.fixture
def login_paper():
    return LoginPaper


@pytest.fixture
def token_paper():
    return TokenPaper


@pytest.fixture
def password():
    return PASSWORD
