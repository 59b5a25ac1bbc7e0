"""What reading pages over loopback HTTP costs, against airbyte-cdk's declarative source adding the same fields."""

from __future__ import annotations

import logging
import multiprocessing
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qs

import msgspec
import orjson
from airbyte_cdk.models import (
    AirbyteStream,
    ConfiguredAirbyteCatalog,
    ConfiguredAirbyteStream,
    DestinationSyncMode,
    SyncMode,
)
from airbyte_cdk.sources.declarative.concurrent_declarative_source import ConcurrentDeclarativeSource

from bench import page
from bench.bench_mapping import TABLES
from bench.figure import Figure
from bench.sample import make_adapter
from tasklab.adapter.client import Client

PAGES = 3
FIELDS = {
    "title": "fields.summary", "status": "fields.status.id", "priority": "fields.priority.id",
    "kind": "fields.issuetype.id", "project_id": "fields.project.id", "parent_id": "fields.parent.id",
    "labels": "fields.labels", "assignee": "fields.assignee.accountId", "creator": "fields.creator.accountId",
    "due": "fields.duedate", "start": "fields.customfield_10015", "created": "fields.created",
    "updated": "fields.updated", "resolved": "fields.resolutiondate", "percent": "fields.progress.percent",
    "estimate": "fields.timeoriginalestimate", "position": "fields.customfield_10019", "type_name":
    "fields.issuetype.name", "status_name": "fields.status.name", "priority_name": "fields.priority.name",
}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """Serves the same wide page again and again, and the tables that go with it."""

    protocol_version = "HTTP/1.1"
    body = orjson.dumps(page.jira_like())

    def answer(self) -> None:
        """Answer any request."""
        path, _, query = self.path.partition("?")
        number = int(parse_qs(query).get("page", ["1"])[0])
        following = b'{"next":%d,' % (number + 1) if number < PAGES else b'{"next":null,'
        body = orjson.dumps(TABLES[path]) if path in TABLES else following + self.body[1:]
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer  # noqa: N815

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def serve(port: Any) -> None:
    """Serve in a process of its own, so that its work is not counted."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port.send(server.server_port)
    server.serve_forever()


def manifest(address: str) -> dict[str, Any]:
    """Describe a stream that adds the unified fields, as connector developers write it."""
    added = [
        {"path": ["unified", name], "value": "{{ " + expression(f"record.{path}") + " }}"}
        for name, path in FIELDS.items()
    ]
    return {
        "version": "6.0.0",
        "type": "DeclarativeSource",
        "check": {"type": "CheckStream", "stream_names": ["tasks"]},
        "streams": [
            {
                "type": "DeclarativeStream",
                "name": "tasks",
                "primary_key": ["id"],
                "retriever": {
                    "type": "SimpleRetriever",
                    "requester": {
                        "type": "HttpRequester",
                        "url_base": address,
                        "path": "/search",
                        "http_method": "GET",
                    },
                    "record_selector": {
                        "type": "RecordSelector",
                        "extractor": {"type": "DpathExtractor", "field_path": ["issues"]},
                    },
                    "paginator": {
                        "type": "DefaultPaginator",
                        "page_token_option": {
                            "type": "RequestOption",
                            "inject_into": "request_parameter",
                            "field_name": "page",
                        },
                        "pagination_strategy": {
                            "type": "CursorPagination",
                            "cursor_value": "{{ response.next }}",
                            "stop_condition": "{{ not response.next }}",
                        },
                    },
                },
                "transformations": [{"type": "AddFields", "fields": added}],
                "schema_loader": {
                    "type": "InlineSchemaLoader",
                    "schema": {"type": "object", "additionalProperties": True, "properties": {}},
                },
            }
        ],
        "spec": {"type": "Spec", "connection_specification": {"type": "object", "properties": {}}},
    }


def expression(path: str) -> str:
    """Return a path in the template language, safe where a part is null."""
    first, *rest = path.split(".")
    text = first
    for part in rest:
        text = f"({text} or {{}}).get('{part}')"
    return text


def read_theirs(address: str) -> int:
    """Read all pages with the declarative source; return the number of records."""
    stream = AirbyteStream(name="tasks", json_schema={}, supported_sync_modes=[SyncMode.full_refresh])
    configured = ConfiguredAirbyteStream(
        stream=stream, sync_mode=SyncMode.full_refresh, destination_sync_mode=DestinationSyncMode.overwrite
    )
    catalog = ConfiguredAirbyteCatalog(streams=[configured])
    source = ConcurrentDeclarativeSource(catalog=catalog, config={}, state=[], source_config=manifest(address))
    logger = logging.getLogger("airbyte.bench")
    logger.setLevel(logging.CRITICAL)
    return sum(message.record is not None for message in source.read(logger, {}, catalog, []))


def read_ours(client: Client) -> int:
    """Read as many pages through the adapter, over HTTP, to unified JSON."""
    count = 0
    for _ in range(PAGES):
        found = client.call("task.list", {"limit": page.COUNT})
        msgspec.json.encode(found)
        count += len(found.items)
    return count


def measure() -> list[Figure]:
    """Compare the CPU of this process, HTTP included, reading the same pages from the same server."""
    ours_end, server_end = multiprocessing.Pipe()
    server = multiprocessing.get_context("fork").Process(target=serve, args=(server_end,), daemon=True)
    server.start()
    try:
        address = f"http://127.0.0.1:{ours_end.recv()}"
        with Client.connected(make_adapter("jira-like", site=address)) as client:
            assert read_ours(client) == read_theirs(address) == PAGES * page.COUNT
            ratios = sorted(_cpu(lambda: read_theirs(address)) / _cpu(lambda: read_ours(client)) for _ in range(5))
    finally:
        server.terminate()
        server.join()
    baseline = f"airbyte-cdk {version('airbyte-cdk')}, {len(FIELDS)} AddFields, {PAGES} pages over loopback"
    return [
        Figure(
            "CPU of airbyte-cdk's declarative source, as a multiple of ours", ratios[2], 20.0, baseline, is_floor=True
        )
    ]


def _cpu(work: Any) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
