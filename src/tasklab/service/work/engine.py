"""Background work in processes of its own, driven by Procrastinate, which keeps its jobs in the same PostgreSQL.

Once every few seconds one of the workers looks for what is due and makes a job of each piece; a piece that has one
waiting already gets no second. A job that is lost with its worker is made again: what is due follows from our rows, and
the jobs only carry it out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import TYPE_CHECKING, Any

import procrastinate
import psycopg
import psycopg_pool
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from tasklab.service.store.checkup import list_due_checkups
from tasklab.service.store.watch import list_due_watches
from tasklab.service.store.webhook import list_due_deliveries

if TYPE_CHECKING:
    from tasklab.service.build import Service

LOG = logging.getLogger("tasklab.service")
_EVERY = "*/2 * * * * *"
"""Each second second: seconds are the sixth field."""
_AT_MOST = 500
_KEEP_JOBS_H = 1
_AGAIN_S = 2.0


def make_app(service: Service) -> procrastinate.App:
    """Return the jobs of a service that is open."""
    url = service.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, min_size=1, max_size=8))

    @app.task(name="poll", queue="poll")
    async def poll(connection_id: str) -> None:
        await service.poller.poll(connection_id)

    @app.task(name="deliver", queue="deliver")
    async def deliver(delivery_id: str) -> None:
        await service.deliverer.deliver(delivery_id)

    @app.task(name="check", queue="poll")
    async def check(connection_id: str) -> None:
        await service.checker.check(connection_id)

    @app.periodic(cron=_EVERY)
    @app.task(name="look", queue="look", queueing_lock="look")
    async def look(timestamp: int) -> None:
        del timestamp
        for delivery_id in await service.database.run(list_due_deliveries, _AT_MOST):
            await _defer(deliver, f"deliver {delivery_id}", delivery_id=delivery_id)
        for connection_id in await service.database.run(list_due_watches, _AT_MOST):
            await _defer(poll, f"poll {connection_id}", connection_id=connection_id)
        for connection_id in await service.database.run(list_due_checkups, _AT_MOST):
            await _defer(check, f"check {connection_id}", connection_id=connection_id)

    @app.periodic(cron="*/10 * * * *")
    @app.task(name="sweep", queue="look", queueing_lock="sweep")
    async def sweep(timestamp: int) -> None:
        del timestamp
        await app.job_manager.delete_old_jobs(nb_hours=_KEEP_JOBS_H, include_failed=True)

    return app


async def _defer(task: Any, lock: str, **arguments: str) -> None:
    try:
        await task.configure(queueing_lock=lock).defer_async(**arguments)
    except AlreadyEnqueued:
        LOG.debug("%s is waiting already", lock)


async def work(service: Service, concurrency: int) -> None:
    """Do jobs until SIGINT or SIGTERM; what is under way is finished. Where the database goes, wait until it is back.

    The engine ends its worker when it loses the database, as if it had been asked to: it is begun again.
    """
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await service.open(takes_requests=False)
    try:
        while not stopping.is_set():
            try:
                await _work_until(stopping, make_app(service), concurrency)
            except (ConnectorException, psycopg.Error, psycopg_pool.PoolTimeout) as error:
                LOG.warning("the worker lost the database: %s", type(error.__cause__ or error).__name__)
            if not stopping.is_set():
                LOG.warning("the worker ended, and is begun again")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), _AGAIN_S)
    finally:
        await service.close()


async def _work_until(stopping: asyncio.Event, app: procrastinate.App, concurrency: int) -> None:
    """Do jobs until it is time to stop, or the worker ends by itself. Raises: what the worker ends with."""
    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=concurrency, wait=True, fetch_job_polling_interval=1.0, install_signal_handlers=False
            )
        )
        stop = asyncio.create_task(stopping.wait())
        await asyncio.wait({worker, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not worker.done():
            worker.cancel()  # it finishes what is under way
        with contextlib.suppress(asyncio.CancelledError):
            await worker
