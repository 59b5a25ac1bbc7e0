"""The database's tables are those of this release."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from tasklab.service.store.database import Database
from tasklab.service.store.migration import OldDatabaseError, migrate, require_current
from tasklab.service.store.table import metadata


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    yield database
    database.close()


def test_the_steps_lead_to_the_tables_that_the_code_names(database):
    migrate(database)

    with database.engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_second_time_nothing_is_done(database):
    migrate(database)
    migrate(database)
    require_current(database)


def test_an_old_database_is_refused_with_what_to_do(database):
    with pytest.raises(OldDatabaseError, match="tasklab admin migrate"):
        require_current(database)
