"""What `bench_live` compares, and the platform behind it: `python -m bench.live_app NAME PORT UPSTREAM`."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from collections import deque
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import aiohttp
import httpx
import msgspec
import orjson
import uvicorn
import yaml
from fastapi import FastAPI
from pydantic import BaseModel

import tasklab_connectors
from bench import page
from bench.sample import make_adapter, read_sample, write_spec
from tasklab.adapter.message import Request, Response
from tasklab.generate.planner import plan_module
from tasklab.generate.render import render_module
from tasklab.ledger.fact import PromotionFact
from tasklab.ledger.store import append_facts
from tasklab.service.build import Asgi, Service
from tasklab.service.config import Config, Limits
from tasklab.service.identity import SCOPES
from tasklab.service.live import about
from tasklab.service.secret import Keyring, new_secret_key
from tasklab.service.store.account import add_account, add_key
from tasklab.service.store.connection import ConnectionRow, add_connection
from tasklab.service.store.database import Database
from tasklab.service.store.migration import migrate
from tasklab.service.web.record import Recorder
from tasklab.spec.load import load_spec
from tasklab.unified.parameter.task import TaskListParameters

TASKS = 50
PLATFORM = "asana-like"
PATH = f"/tasks?limit={TASKS}"


# The platform: one page of tasks, for ever; a path that never answers


class Upstream(asyncio.Protocol):
    """Answers each request on a connection with the same bytes."""

    answer = b""
    """Head and body."""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if b"/hang/" not in data:
            self.transport.write(self.answer * data.count(b"\r\n\r\n"))


async def serve_upstream(port: int) -> None:
    body = orjson.dumps({"data": page.asana_like()["data"][:TASKS], "next_page": None})
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    Upstream.answer = head.encode() + body
    server = await asyncio.get_running_loop().create_server(Upstream, "127.0.0.1", port)
    await server.serve_forever()


# The floor: bare ASGI, a keep-alive client by hand, decode, map, encode


class HandClient:
    """Keep-alive connections with nothing around them."""

    def __init__(self, port: int) -> None:
        self._port, self._idle = port, deque[Any]()

    async def get(self, path: str) -> bytes:
        reader, writer = self._idle.pop() if self._idle else await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        size = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
        body = await reader.readexactly(size)
        self._idle.append((reader, writer))
        return bytes(body)


def floor(port: int) -> Any:
    client, adapter = HandClient(port), make_adapter(PLATFORM, f"http://127.0.0.1:{port}")
    parameters, memory = TaskListParameters(limit=TASKS), {}

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = await client.get(PATH)
        await answer(send, msgspec.json.encode(drive(adapter.task_list(parameters), body, memory)))

    return app


def drive(flow: Any, body: bytes, memory: dict[str, Any]) -> Any:
    sent: Any = None
    while True:
        try:
            message = flow.send(sent)
        except StopIteration as end:
            return end.value
        if isinstance(message, Request):
            sent = Response(status=200, body=body)
        else:
            sent = memory[message.name] if message.name in memory else drive(message.make(), body, memory)
            memory[message.name] = sent


async def answer(send: Any, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


# A proxy on the same client


def proxy(port: int) -> Any:

    session: Any = None

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        nonlocal session
        if scope["type"] != "http":
            return
        session = session or aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        async with session.get(f"http://127.0.0.1:{port}{PATH}") as reply:
            await answer(send, await reply.read())

    return app


# The plain way


def fastapi(port: int) -> Any:

    class Status(BaseModel):
        id: str
        name: str
        category: str

    class Task(BaseModel):
        id: str
        url: str | None
        title: str
        description: str | None
        status: Status
        project_id: str | None
        section_id: str | None
        parent_id: str | None
        assignee_ids: list[str]
        creator_id: str | None
        follower_ids: list[str]
        label_ids: list[str]
        start: dt.date | None
        due: dt.date | None
        completed_at: dt.datetime | None
        created_at: dt.datetime
        updated_at: dt.datetime

    class Tasks(BaseModel):
        items: list[Task]
        next_cursor: str | None

    app, client = FastAPI(), httpx.AsyncClient()

    @app.get("/tasks", response_model=Tasks)
    async def list_tasks(limit: int = 100) -> Any:
        reply = await client.get(f"http://127.0.0.1:{port}/tasks", params={"limit": limit})
        return {"items": [task_of(each) for each in reply.json()["data"]], "next_cursor": None}

    def task_of(native: Any) -> Any:
        membership = (native.get("memberships") or [{}])[0]
        done = native["completed"]
        return {
            "id": native["gid"],
            "url": native.get("permalink_url"),
            "title": native["name"],
            "description": native.get("notes"),
            "status": {"id": str(done), "name": "Done" if done else "Open", "category": "done" if done else "todo"},
            "project_id": (membership.get("project") or {}).get("gid"),
            "section_id": (membership.get("section") or {}).get("gid"),
            "parent_id": (native.get("parent") or {}).get("gid"),
            "assignee_ids": [native["assignee"]["gid"]] if native.get("assignee") else [],
            "creator_id": (native.get("created_by") or {}).get("gid"),
            "follower_ids": [each["gid"] for each in native.get("followers") or []],
            "label_ids": [each["gid"] for each in native.get("tags") or []],
            "start": native.get("start_on"),
            "due": native.get("due_on"),
            "completed_at": native.get("completed_at"),
            "created_at": native["created_at"],
            "updated_at": native["modified_at"],
        }

    return app


# Ours, whole: accounts, limits, log, figures


def ours(port: int) -> Any:

    folder = Path(mkdtemp(prefix="bench-live-"))
    write_platform(folder)
    config = Config(
        database_url=f"sqlite:///{folder / 'live.db'}",
        secret_keys=(new_secret_key("k1"),),
        specs=folder / "specs",
        ledger=folder / "ledger",
        allowed_networks=("127.0.0.0/8",),
        limits=Limits(requests_per_s=1e6, burst=1_000_000, in_flight_per_connection=1000, in_flight_per_site=1000),
    )
    database = Database(config.database_url)
    migrate(database)

    def fill(db: Any) -> str:
        account = add_account(db, "bench", "bench")
        for name, site in (("con_0000000000000001", ""), ("con_0000000000000002", "/hang")):
            row = ConnectionRow(
                id=name, account_id=account.id, name="bench", platform=PLATFORM, version="1", is_sandbox=False,
                parameters=b"", stamp=1, created_at=0, updated_at=0,
            )  # fmt: skip
            sealed = seal(config, row, {"site": f"http://127.0.0.1:{port}{site}"})
            add_connection(db, msgspec.structs.replace(row, parameters=sealed), "bench")
        return add_key(db, account.id, "bench", SCOPES, "bench")[1].text

    print(database.do(fill), flush=True)
    database.close()
    log = (folder / "requests.log").open("ab")
    return Asgi(lambda: Service(config, Recorder(log.write)))


def seal(config: Any, row: Any, parameters: dict[str, str]) -> bytes:

    return Keyring(config.secret_keys).encrypt(msgspec.json.encode(parameters), about(row))


def write_platform(folder: Path) -> None:
    """Write spec, adapter and ledger of the sample where the service looks for them."""
    write_spec(folder / "specs", PLATFORM, read_sample(PLATFORM))
    about = {"platform": PLATFORM, "name": "Bench", "summary": "A sample.", "kind": "protocol"}
    (folder / "specs" / PLATFORM / "platform.yaml").write_text(yaml.safe_dump(about))
    module = folder / "connectors" / PLATFORM.replace("-", "_") / "v1.py"
    module.parent.mkdir(parents=True)
    (module.parent / "__init__.py").touch()
    module.write_text(render_module(plan_module(load_spec(folder / "specs", PLATFORM, "1").spec, "bench.yaml")))
    tasklab_connectors.__path__.append(str(folder / "connectors"))
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    fact = PromotionFact(platform=PLATFORM, at=at, version="1", run="bench", level="twin", by="bench")
    (folder / "ledger").mkdir()
    append_facts(folder / "ledger" / f"{PLATFORM}.jsonl", [fact])


APPS = {"floor": floor, "proxy": proxy, "fastapi": fastapi, "ours": ours}


def main(name: str, port: int, upstream: int) -> None:
    if name == "upstream":
        asyncio.run(serve_upstream(port))
        return
    lifespan = "on" if name == "ours" else "off"
    uvicorn.run(
        APPS[name](upstream), host="127.0.0.1", port=port, loop="uvloop", http="httptools", lifespan=lifespan,
        access_log=False, log_level="warning",
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
