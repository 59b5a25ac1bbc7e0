"""The fixtures of the service: the client is tried on it."""

from tests.service.conftest import _twin_of_roundup, empty_database, make_config, stage

__all__ = ["_twin_of_roundup", "empty_database", "make_config", "stage"]
