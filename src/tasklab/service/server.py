"""Serves the service over HTTP with uvicorn: one process, or several that share a database."""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import uvicorn
from uvicorn.supervisors import Multiprocess

from tasklab.adapter.driver.policy import Policy
from tasklab.service.build import Asgi, Service
from tasklab.service.config import Config, Limits
from tasklab.service.protocol import Protocol
from tasklab.service.secret import load_key_file
from tasklab.service.web.record import Recorder
from tasklab.spec.load import find_specs_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tasklab.service.tracing import Tracing

PREFIX = "TASKLAB_"
_GRACE_S = 75
"""How long requests in flight may take when the service stops: a little more than the longest call."""
_BACKLOG = 4096
_IDLE_S = 75
"""How long a client's connection may be idle: longer than the minute that proxies keep theirs, or a request would meet
the end of one on the way now and then.
"""
_TRACING = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_ANSWER_BYTES = 32 * 1024 * 1024


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator sets, by environment variables of these names in capitals, with `TASKLAB_` in front."""

    database_url: str = ""
    """SQLite in the data folder when left out; else `postgresql://user@host/name`."""
    data: str = ".tasklab/service"
    """Folder of the SQLite database and of a key file, where they are not given otherwise."""
    secret_keys: str = ""
    """Keys for secrets, as name:base64, separated by spaces, the current one first."""
    ledger: str = ""
    """Folder of the ledger; the checkout's when left out."""
    allow_networks: str = ""
    """Private networks in which customers' sites may be, separated by spaces."""
    public_address: str = ""
    """Under which platforms reach the service, such as `https://api.example.org`: where they send messages to."""
    sandbox: bool = False
    """Whether connections to twins inside the process may be made."""
    requests_per_s: float = 50.0
    """Requests of one account, on average."""
    call_s: float = 60.0
    """The longest that one call may take, its repeats and waits included."""
    access_log: bool = True
    """Whether each request is told as a line of JSON on standard output."""


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Read the settings. Raises: msgspec.ValidationError for one that is no such value."""
    given = {
        name: variables[f"{PREFIX}{name.upper()}"]
        for name in Environment.__struct_fields__
        if f"{PREFIX}{name.upper()}" in variables
    }
    return msgspec.convert(given, Environment, strict=False)


def load_config(environment: Environment, start: Path) -> Config:
    """Return the configuration; makes the data folder and its key file where they are needed."""
    data = Path(environment.data)
    keys = tuple(environment.secret_keys.split())
    if not keys:
        keys = load_key_file(data / "secret.key")
    url = environment.database_url
    if not url:
        data.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{(data / 'tasklab.db').resolve()}"
    specs = find_specs_dir(start)
    return Config(
        database_url=url,
        secret_keys=keys,
        specs=specs,
        ledger=Path(environment.ledger) if environment.ledger else specs.parent / "ledger",
        allowed_networks=tuple(environment.allow_networks.split()),
        public_address=environment.public_address,
        has_sandbox=environment.sandbox,
        policy=Policy(total_s=environment.call_s, request_s=environment.call_s / 2, max_body_bytes=_ANSWER_BYTES),
        works_here=url.startswith("sqlite"),
        limits=Limits(requests_per_s=environment.requests_per_s, burst=int(environment.requests_per_s * 4)),
    )


def make_service() -> Service:
    """Make the service of this process from its environment."""
    environment = read_environment(os.environ)
    recorder = Recorder() if environment.access_log else Recorder(write=None)
    return Service(load_config(environment, Path.cwd()), recorder, open_tracing_where_wanted(os.environ))


def open_tracing_where_wanted(variables: Mapping[str, str]) -> Tracing | None:
    """Return what makes traces, where OpenTelemetry's variables name somebody to send them to, and it is installed."""
    if not any(variables.get(name) for name in _TRACING) or variables.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    try:
        from tasklab.service.tracing import open_tracing  # noqa: PLC0415 - of the extra `tracing`
    except ImportError as error:
        raise RuntimeError("traces are wanted, and the extra `tracing` is not installed") from error
    return open_tracing()


def make_app() -> Asgi:
    """Make the ASGI application, for any server: `uvicorn --factory tasklab.service.server:make_app`."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("tasklab").setLevel(logging.INFO)
    return Asgi(make_service)


def serve(host: str, port: int, processes: int, tell: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; requests in flight are answered first. `tell` is given the address, once bound."""
    config = uvicorn.Config(
        "tasklab.service.server:make_app",
        factory=True,
        host=host,
        port=port,
        workers=processes,
        loop="uvloop",
        http=Protocol,
        ws="none",
        access_log=False,
        log_level="warning",
        backlog=_BACKLOG,
        timeout_keep_alive=_IDLE_S,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    bound = config.bind_socket()
    bound.listen(_BACKLOG)  # from now on connections wait instead of being refused
    tell(f"http://{host}:{bound.getsockname()[1]}")
    # Once all is done the server raises the signal that stopped it again.
    with contextlib.suppress(KeyboardInterrupt):
        if processes == 1:
            uvicorn.Server(config).run([bound])
        else:
            Multiprocess(config, [bound]).run()
