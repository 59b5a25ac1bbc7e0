"""Runs flows for one connection, without I/O: what all drivers share.

A session turns a flow's messages into effects (send, sleep, hold a place) that a driver carries out.
"""

from __future__ import annotations

import random as random_module
import re
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from tasklab.adapter.auth import LoginAuth, OAuth2Auth
from tasklab.adapter.driver.address import parse_site
from tasklab.adapter.driver.call import Call
from tasklab.adapter.driver.clock import Clock, SystemClock
from tasklab.adapter.driver.content import ACCEPTED
from tasklab.adapter.driver.effect import Hold, Sleep
from tasklab.adapter.driver.exchange import Exchange, Exchanger
from tasklab.adapter.driver.idempotency import (
    KeyRecord,
    KeyState,
    KeyStore,
    MemoryKeyStore,
    fingerprint,
    require_free,
    scope_key,
)
from tasklab.adapter.driver.login import Login
from tasklab.adapter.driver.policy import Policy
from tasklab.adapter.driver.redaction import Redactor
from tasklab.adapter.driver.remember import RememberStore
from tasklab.adapter.message import Now, Pause, Remember, Request, Unique
from tasklab.unified.error import (
    AccessError,
    CallError,
    MethodError,
    PlatformError,
    PlatformUnavailableError,
    Problem,
    RateLimitedError,
    TasklabError,
    TransientError,
    UnsupportedMethodError,
    ValidationError,
)
from tasklab.unified.page import BatchResult

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.adapter.adapter import Adapter
    from tasklab.adapter.driver.budget import Budget
    from tasklab.adapter.driver.effect import Effects
    from tasklab.adapter.message import Flow, Message, Pairs, Response
    from tasklab.unified.catalogue import Method
    from tasklab.unified.parameter.common import Parameters

T = TypeVar("T")
_AGENT = "tasklab"
_FORBIDDEN = re.compile("[\r\n\0]")


def _token() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class Settings:
    """What a session is given besides its adapter: bounds, time, chance, and where keys are kept."""

    policy: Policy = field(default_factory=Policy)
    clock: Clock = field(default_factory=SystemClock)
    random: Callable[[], float] = random_module.random
    """Returns a number from 0 up to 1: the jitter of waits."""
    token: Callable[[], str] = _token
    """Makes a token that nobody used before."""
    keys: KeyStore | None = None
    """Where idempotency keys are kept; in memory when left out."""
    observer: Callable[[Exchange], None] | None = None
    """Told of each exchange, credentials masked."""
    renewed: Callable[[Mapping[str, str]], None] | None = None
    """Told of connection parameters that the platform gave new values, such as a refresh token that took the place of
    the one before it: whoever keeps the connection keeps these from then on. The old ones may be good no longer."""


class DryRun(msgspec.Struct, kw_only=True, frozen=True):
    """What a call with `dry_run` would have sent first; secrets are masked."""

    method: str
    request: Request | None
    """The first write; None when the call would not have changed anything."""


class _DryRunEnd(Exception):  # noqa: N818 - it is how a dry run ends, not an error
    def __init__(self, request: Request) -> None:
        super().__init__("the dry run reached its first write")
        self.request = request


class Session:
    """Everything that belongs to one connection while it is used: login, memory, budget, keys."""

    def __init__(self, adapter: Adapter, settings: Settings | None = None) -> None:
        self.adapter = adapter
        self._settings = settings = settings or Settings()
        self._policy, self._clock = settings.policy, settings.clock
        self._auth = adapter.auth
        given = adapter.connection.parameters
        self._redactor = Redactor([given[name] for name in adapter.secret_parameters if name in given])
        self._redactor.add(self._auth.secrets)
        self._site = parse_site(adapter.base_url, adapter.origins)
        self._exchanger = Exchanger(
            self._site,
            adapter.limits,
            self._redactor,
            policy=settings.policy,
            clock=settings.clock,
            random=settings.random,
            observer=settings.observer,
        )
        self._memory = RememberStore(self._policy.remember_s)
        self._keys = settings.keys or MemoryKeyStore(self._clock.monotonic, self._policy.keep_keys_s)
        self._login: Login | None = None
        if isinstance(self._auth, LoginAuth | OAuth2Auth):
            places, learn = self._exchanger.places, self._redactor.add
            self._login = Login(self._auth, places, self._clock, learn, settings.renewed)
        names = {name.lower() for name, _ in adapter.headers}
        self._common: Pairs = (("User-Agent", _AGENT), ("Accept-Encoding", ACCEPTED))
        self._query = adapter.query
        self._headers = adapter.headers + tuple(pair for pair in self._common if pair[0].lower() not in names)

    @property
    def redactor(self) -> Redactor:
        """What knows the connection's secrets, those of its login included."""
        return self._redactor

    @property
    def budget(self) -> Budget:
        """How fast the connection may ask."""
        return self._exchanger.budget

    def __repr__(self) -> str:
        return f"Session({self.adapter.platform} {self.adapter.version}, {self.adapter.connection!r})"

    def call(self, method: Method, parameters: Parameters) -> Effects[Any]:
        """Run one unified method. Returns its result, or a `DryRun`.

        Raises: MethodError, with the method and the platform version in it and no secret.
        """
        key = getattr(parameters, "idempotency_key", msgspec.UNSET)
        call = Call(
            method.name,
            ends_at_s=self._clock.monotonic() + self._policy.total_s,
            token=self._settings.token,
            key=None if key is msgspec.UNSET else scope_key(self.adapter.connection.id, method.name, key),
            is_dry_run=getattr(parameters, "dry_run", False),
        )
        try:
            if call.is_dry_run:
                return (yield from self._dry_run(method, parameters, call))
            if call.key is not None:
                return (yield from self._keyed(method, parameters, call))
            return (yield from self._result(method, parameters, call))
        except MethodError as error:
            self._report(error, call)
            raise
        finally:
            if method.is_write and not call.is_dry_run:
                self._memory.forget(f"{method.object}.")

    def run(self, flow: Flow[T], name: str) -> Effects[T]:
        """Run a flow that is not a method of the catalogue: a probe.

        Raises: MethodError
        """
        call = Call(name, self._clock.monotonic() + self._policy.total_s, self._settings.token)
        try:
            return (yield from self._run(flow, call))
        except MethodError as error:
            self._report(error, call)
            raise

    def _flow(self, method: Method, parameters: Parameters) -> Flow[Any]:
        absence = self.adapter.unavailable.get(method.name)
        make = getattr(self.adapter, method.python_name, None)
        if absence is not None:
            raise UnsupportedMethodError(f"{absence.because} (source: {absence.source})")
        if make is None:
            raise UnsupportedMethodError(f"the adapter has no method {method.name}")
        flow: Flow[Any] = make(parameters)
        return flow

    def _result(self, method: Method, parameters: Parameters, call: Call) -> Effects[Any]:
        result = yield from self._proved(self._flow(method, parameters), call)
        if isinstance(result, BatchResult):
            for item in result.items:
                if isinstance(item.error, Problem):
                    item.error.detail = self._redactor.redact(item.error.detail)
        return result

    def _proved(self, flow: Flow[T], call: Call) -> Effects[T]:
        """Run a flow after the credential has shown that it is good, on platforms that answer strangers too."""
        proof = self.adapter.proof
        if proof is not None:
            yield from self._remembered(proof, call)
        return (yield from self._run(flow, call))

    # Outcomes

    def _dry_run(self, method: Method, parameters: Parameters, call: Call) -> Effects[DryRun]:
        try:
            yield from self._proved(self._flow(method, parameters), call)
        except _DryRunEnd as end:
            planned = self._dressed(msgspec.structs.replace(end.request, needs_auth=False), ())
            return DryRun(method=method.name, request=self._exchanger.shown(planned))
        return DryRun(method=method.name, request=None)

    def _keyed(self, method: Method, parameters: Parameters, call: Call) -> Effects[Any]:
        """Run a call that carries an idempotency key, unless a call with it already made its write."""
        key, digest = str(call.key), fingerprint(parameters)
        known = self._keys.claim(key, digest)
        require_free(known, digest)
        if known is not None:
            if known.state is KeyState.DONE:
                return msgspec.json.decode(known.result, type=method.result)
            call.is_repeat = True
            self._keys.keep(key, KeyRecord(digest))
        is_done = False
        try:
            result = yield from self._result(method, parameters, call)
            self._keys.keep(key, KeyRecord(digest, KeyState.DONE, msgspec.json.encode(result)))
            is_done = True
        except (CallError, AccessError, RateLimitedError):
            call.note_refusal()
            raise
        finally:
            if not is_done:
                self._give_back(key, digest, call)
        return result

    def _give_back(self, key: str, digest: str, call: Call) -> None:
        """Write down that a keyed call failed: free again only if it surely changed nothing."""
        if call.may_have_written or call.is_repeat:
            self._keys.keep(key, KeyRecord(digest, KeyState.UNKNOWN, is_repeatable=call.may_write_again))
        else:
            self._keys.release(key)

    def _report(self, error: MethodError, call: Call) -> None:
        """Make an error one that a caller may see: whose it is, and no secret in it."""
        error.method = call.method
        error.platform, error.platform_version = self.adapter.platform, self.adapter.version
        error.detail = self._redactor.redact(error.detail)
        error.args = (error.detail,)
        if error.native_code is not None:
            error.native_code = self._redactor.redact(error.native_code)
        if error.request_id is not None:
            error.request_id = self._redactor.redact(error.request_id)
        if isinstance(error, TransientError) and error.retry_after is None:
            error.retry_after = call.retry_after_s
        if isinstance(error, PlatformUnavailableError) and call.is_write_lost:
            error.outcome_unknown = True

    # Messages

    def _run(self, flow: Flow[T], call: Call) -> Effects[T]:
        answer: Any = None
        fault: MethodError | None = None
        try:
            while True:
                message = flow.send(answer) if fault is None else flow.throw(fault)
                fault = None
                try:
                    answer = yield from self._answer(message, call)
                except MethodError as error:
                    fault = error
        except StopIteration as end:
            result: T = end.value
            return result
        except (TasklabError, _DryRunEnd):
            raise
        except Exception as error:
            raise PlatformError(f"the adapter could not make sense of it: {type(error).__name__}: {error}") from error
        finally:
            flow.close()

    def _answer(self, message: Message, call: Call) -> Effects[Any]:
        match message:
            case Request():
                call.note_message()
                return (yield from self._exchange(message, call))
            case Remember():
                return (yield from self._remembered(message, call))
            case Now():
                return self._clock.now()
            case Unique():
                return call.unique()
            case Pause():
                return (yield from self._paused(call))
            case _:
                raise TypeError(f"expected a message, the flow yielded {type(message).__name__}")

    def _paused(self, call: Call) -> Effects[None]:
        if self._clock.monotonic() + self._policy.pause_s >= call.ends_at_s:
            raise PlatformUnavailableError(
                f"the platform was not done within {self._policy.total_s:g} s with what it was asked for",
                outcome_unknown=call.may_have_written,
            )
        yield Sleep(self._policy.pause_s)

    def _remembered(self, message: Remember, call: Call) -> Effects[Any]:
        value, is_known = self._memory.find(message.name, self._clock.monotonic())
        if is_known:
            return value
        if message.name in call.remembering:
            raise PlatformError(f"making `{message.name}` asks for `{message.name}`: the adapter is wrong")
        release = yield Hold(self._exchanger.places, f"remember {message.name}")
        try:
            value, is_known = self._memory.find(message.name, self._clock.monotonic())
            if not is_known:
                call.remembering.add(message.name)
                value = yield from self._run(message.make(), call)
                self._memory.keep(message.name, value, self._clock.monotonic())
        finally:
            call.remembering.discard(message.name)
            release()
        return value

    # Credentials

    def _exchange(self, request: Request, call: Call) -> Effects[Response]:
        if call.is_dry_run and request.is_write:
            raise _DryRunEnd(request)
        login = self._login
        if login is None or not request.needs_auth:
            response = yield from self._exchanger.deliver(self._dressed(request, ()), call)
            return self._of_this_version(response)
        is_fresh = not login.is_made

        def run(flow: Flow[T]) -> Effects[T]:
            return (yield from self._run(flow, call))

        headers = yield from login.headers(run)
        response = yield from self._exchanger.deliver(self._dressed(request, headers), call)
        if login.is_over(response.status) and not is_fresh:
            headers = yield from login.headers(run, stale=headers)
            response = yield from self._exchanger.deliver(self._dressed(request, headers), call)
        return self._of_this_version(response)

    def _of_this_version(self, response: Response) -> Response:
        """Return an answer of the version asked for, or one that does not say. Raises: VersionMismatchError."""
        header = self.adapter.served_version_header
        if header is not None:
            self.adapter.require_version(response.headers.get(header))
        return response

    def _dressed(self, request: Request, login: Pairs) -> Request:
        """Return a request as it goes out."""
        if request.is_elsewhere and not self._site.is_own(request.path):
            # It shows by itself who may come: whoever is there gets neither credentials nor the site's own headers.
            path = self._site.leave("/", request.path)
            return msgspec.structs.replace(request, path=path, headers=(*request.headers, *self._common))
        path = self._site.place(request.path)
        query, headers = request.query, request.headers
        if self._query:
            asked = {name for name, _ in query}
            query += tuple(pair for pair in self._query if pair[0] not in asked)
        headers = self._with_common(headers) if headers else self._headers
        request = msgspec.structs.replace(request, path=path, query=query, headers=headers)
        if request.needs_auth:
            request = self._auth.apply(request, login)
        for name, value in request.headers:
            if _FORBIDDEN.search(value) or not name.isascii():
                raise ValidationError(f"the header `{name}` cannot carry a line break")
        return request

    def _with_common(self, headers: Pairs) -> Pairs:
        """Return a request's own headers, and those of every request that are not among them."""
        own = {name.lower() for name, _ in headers}
        return headers + tuple(pair for pair in self._headers if pair[0].lower() not in own)
