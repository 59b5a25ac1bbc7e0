"""All state in PostgreSQL: the same tables, and several processes at a time."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from tests.service.postgres import cluster, find_binaries

from tasklab.adapter.driver.idempotency import KeyState
from tasklab.service.store.account import add_account
from tasklab.service.store.connection import ConnectionRow, add_connection
from tasklab.service.store.database import Database, now_us
from tasklab.service.store.event import EventWriter, list_events
from tasklab.service.store.idempotency import claim_key, row_key
from tasklab.service.store.migration import migrate
from tasklab.service.store.spending import add_spending, note_process
from tasklab.service.store.table import metadata
from tasklab.service.store.table import watch as watch_table
from tasklab.service.store.watch import WatchRow, claim_watch, put_watch, settle_watch

pytestmark = pytest.mark.skipif(find_binaries() is None, reason="needs PostgreSQL: apt-get install postgresql")


@pytest.fixture(scope="module")
def server():
    with cluster() as server:
        yield server


@pytest.fixture
def url(server):
    """A database of its own for each test."""
    name = f"t{uuid.uuid4().hex}"
    engine = sa.create_engine(
        server.url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.url.rpartition("/")[0] + f"/{name}"


@pytest.fixture
def database(url):
    database = Database(url)
    migrate(database)
    yield database
    database.close()


def in_threads(work, count):
    with ThreadPoolExecutor(count) as pool:
        return [each.result() for each in [pool.submit(work, number) for number in range(count)]]


def test_the_tables_are_those_that_the_code_names(database):
    def ours(_object, name, kind, _reflected, _compared):
        return not (kind == "table" and name.startswith("procrastinate"))

    with database.engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, metadata) == []
        assert sa.inspect(connection).has_table("procrastinate_jobs")


def test_processes_that_start_at_the_same_time_take_turns(url):
    databases = [Database(url) for _ in range(4)]
    in_threads(lambda number: migrate(databases[number]), 4)
    for database in databases:
        database.close()


def test_of_many_that_claim_a_key_one_gets_it(database):
    key = row_key("acc", "k")

    def claim(number):
        return database.do(partial(claim_key, is_repeatable=False), key, "f", f"p{number}", 60.0)

    claims = in_threads(claim, 8)

    assert claims.count(None) == 1
    assert {each.state for each in claims if each} == {KeyState.RUNNING}


def test_of_many_that_take_over_a_harmless_write_one_does(database):
    key = row_key("acc", "k")
    database.do(partial(claim_key, is_repeatable=True), key, "f", "dead", -1.0)

    claims = in_threads(
        lambda number: database.do(partial(claim_key, is_repeatable=True), key, "f", f"p{number}", 60.0), 8
    )

    assert sorted(each.state.value for each in claims) == ["running"] * 7 + ["unknown"]


@pytest.fixture
def connections(database):
    """Connections of one account that are watched and primed."""
    account = database.do(add_account, "a", "test")
    ids = [f"con_{number:016}" for number in range(4)]
    for each in ids:
        row = ConnectionRow(
            id=each, account_id=account.id, name="c", platform="roundup", version="2.6", is_sandbox=False,
            parameters=b"", stamp=1, created_at=0, updated_at=0,
        )  # fmt: skip
        database.do(add_connection, row, "test")
        watch = WatchRow(
            connection_id=each, account_id=account.id, objects="task", every_s=15, version="2.6", walk=0,
            is_primed=True, watermark=None, failures=0, problem=None, due_at=0, owner=None, lease_until=0,
        )  # fmt: skip
        database.do(put_watch, watch)
    return account.id, ids


def test_events_that_are_made_at_the_same_time_are_numbered_without_a_gap(database, connections):
    account_id, ids = connections
    seen, after = [], 0

    def write(number):
        for turn in range(10):
            row = database.do(claim_watch, ids[number], f"p{number}", 60.0)
            writer = EventWriter(row, "roundup", "2.6", 60.0)
            database.do(writer.apply_page, "task", {f"{number}-{turn}-{index}": {} for index in range(3)})
            database.do(settle_watch, row, -1.0)

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(write, number) for number in range(4)]
        while not all(each.done() for each in running) or len(seen) < 120:
            rows = database.do(list_events, account_id, after, 50)
            seen += [row.number for row in rows]
            after = seen[-1] if seen else 0
            for each in running:
                if each.done():
                    each.result()

    assert seen == list(range(1, 121))


def test_of_many_that_would_look_at_a_connection_one_does(database, connections):
    _, ids = connections

    claims = in_threads(lambda number: database.do(claim_watch, ids[0], f"p{number}", 60.0), 8)

    assert sum(each is not None for each in claims) == 1


def test_processes_add_up_what_they_spent(database):
    def spend(number):
        return [
            database.do(add_spending, {"acc_1": 1, f"acc_{number % 3}": 2}, 0)["acc_1"] for _ in range(10)
        ]  # rows that overlap, asked for in whatever order: none waits for the other

    seen = sorted(total for totals in in_threads(spend, 8) for total in totals)

    last = database.do(add_spending, {"acc_0": 0, "acc_1": 0, "acc_2": 0}, 0)
    assert seen[-1] == last["acc_1"]
    assert sum(last.values()) == 8 * 10 * 2 + 10 * 5


def test_a_service_on_postgresql_tells_what_was_spent(url, make_config, start):
    database = Database(url)
    migrate(database)
    with start(make_config(database_url=url, works_here=False)) as one, start(make_config(database_url=url)) as other:
        key = one.key
        for stage in (one, other):
            for _ in range(3):
                assert stage.call("GET", "/v1/platforms", key=key).status == 200
        for _ in range(20):  # what the services tell by themselves may be on its way
            for stage in (one, other):
                stage.runner.run(stage.service.sharing.exchange())
            totals = database.do(add_spending, {one.account_id: 0}, 0)
            if totals[one.account_id] >= 6:
                break
        assert totals[one.account_id] == 6
        assert database.do(note_process, "pro_test", now_us()) == 3
    assert database.do(note_process, "pro_test", now_us()) == 1
    database.close()


def test_a_backup_that_is_put_back_goes_on_where_it_was_made(server, url, make_config, start):
    database = Database(url)
    migrate(database)
    database.close()
    config = make_config(database_url=url, works_here=False)
    with start(config) as stage:
        stage.twin.seed(2)
        connection_id = stage.connect()
        hook = stage.call("POST", "/v1/webhooks", {"url": "https://hooks.example.org/x"}).json["id"]
        path = f"/v1/connections/{connection_id}"
        assert stage.call("PUT", f"{path}/watch", {"every_s": 15}).status == 200
        look(stage, connection_id)
        stage.twin.seed(1)
        look(stage, connection_id)
        first = stage.call("POST", f"{path}/tasks", {"title": "Once"}, idempotency_key="k").json
        dump = server.dump(url.rpartition("/")[2])
        stage.call("POST", f"{path}/tasks", {"title": "After the backup"})
        account_id, key, twin = stage.account_id, stage.key, stage.twin

    restored = server.restore(dump, f"r{uuid.uuid4().hex}")
    with start(make_config(database_url=restored, works_here=False, secret_keys=config.secret_keys)) as stage:
        stage.key, stage.account_id = key, account_id
        stage.twin.site.rows.update(twin.site.rows)
        assert stage.call("GET", f"{path}/me").status == 200
        again = stage.call("POST", f"{path}/tasks", {"title": "Once"}, idempotency_key="k").json
        look(stage, connection_id)

        events = stage.call("GET", "/v1/events").json["items"]
        assert again == first
        assert [each["id"] for each in events] == [str(number) for number in range(1, len(events) + 1)]
        assert {each["object_id"] for each in events} == set(twin.site.rows["issue"]) - {"1", "2"}
        delivered = stage.call("GET", f"/v1/webhooks/{hook}/deliveries").json["items"]
        assert len(delivered) == len(events)


def test_a_backup_without_its_keys_gives_nothing_away(server, url, make_config, start):
    database = Database(url)
    migrate(database)
    database.close()
    with start(make_config(database_url=url, works_here=False)) as stage:
        connection_id = stage.connect()
        dump, key = server.dump(url.rpartition("/")[2]), stage.key

    restored = server.restore(dump, f"r{uuid.uuid4().hex}")
    assert "wonderland" not in dump
    assert key not in dump
    with start(make_config(database_url=restored, works_here=False)) as stage:
        assert stage.call("GET", f"/v1/connections/{connection_id}/me", key=key).status == 500
        assert stage.call("GET", "/v1/platforms", key=key).status == 200


def look(stage, connection_id):
    stage.service.database.do(lambda db: db.execute(sa.update(watch_table).values(due_at=0)))
    stage.runner.run(stage.service.poller.poll(connection_id))
