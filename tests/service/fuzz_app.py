"""The service over HTTP with a tracker inside: prints its address, a key and a connection."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.service.tracker import find_any_binding, paths

from tasklab.service import support
from tasklab.service.build import Asgi, Service
from tasklab.service.config import Config, Limits
from tasklab.service.first import begin
from tasklab.service.protocol import Protocol
from tasklab.service.secret import new_secret_key
from tasklab.service.store.database import Database
from tasklab.service.store.migration import migrate
from tasklab.service.web.record import Recorder
from tasklab.twin import platform as platforms

ROOT = Path(__file__).parents[2]


def main(folder: Path) -> None:
    import uvicorn

    platforms.__path__ = paths()
    support.find_binding = find_any_binding
    config = Config(
        database_url=f"sqlite:///{folder / 'fuzz.db'}",
        secret_keys=(new_secret_key("k1"),),
        specs=ROOT / "specs",
        ledger=ROOT / "ledger",
        has_sandbox=True,
        limits=Limits(requests_per_s=1e6, burst=1_000_000, wrong_keys_per_minute=1_000_000),
    )
    database = Database(config.database_url)
    migrate(database)
    first = begin(database, config, "roundup")
    database.close()
    server = uvicorn.Config(
        Asgi(lambda: Service(config, Recorder(None))),
        port=0,
        http=Protocol,
        log_level="warning",
        access_log=False,
        ws="none",
    )
    bound = server.bind_socket()
    bound.listen(100)
    print(f"http://127.0.0.1:{bound.getsockname()[1]} {first.key} {first.connection_id}", flush=True)
    uvicorn.Server(server).run([bound])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
