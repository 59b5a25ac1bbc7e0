from __future__ import annotations

import msgspec
import pytest

from tasklab.adapter.adapter import Adapter
from tasklab.adapter.connection import Connection
from tasklab.adapter.error_rule import ErrorRule
from tasklab.adapter.message import Response
from tasklab.unified.error import (
    ConflictError,
    MethodError,
    NotFoundError,
    PlatformError,
    UnsupportedFieldError,
    ValidationError,
)


@pytest.fixture
def adapter(paper):
    return paper(Connection("c1", {"site": "https://h.example/root/", "password": "s3cret"}))


class Native(msgspec.Struct):
    id: int


DECODER = msgspec.json.Decoder(list[Native])


class TestExpect:
    @pytest.mark.parametrize("status", [200, 201, 204, 207])
    def test_any_success_will_do(self, adapter, status):
        adapter.expect(Response(status=status))

    def test_named_statuses_only(self, adapter):
        adapter.expect(Response(status=201), 201)
        with pytest.raises(PlatformError, match="200"):
            adapter.expect(Response(status=200), 201)

    def test_an_error_inside_a_success_is_an_error(self, adapter):
        with pytest.raises(ValidationError, match="no good"):
            adapter.expect(Response(status=200, body=b'{"error": {"words": "no good"}}'))

    def test_a_rule_comes_before_the_status(self, adapter):
        with pytest.raises(ConflictError) as caught:
            adapter.expect(Response(status=422, body=b'{"code": "taken", "say": "name is taken"}'))
        error = caught.value
        assert (error.detail, error.native_code, error.platform, error.platform_version) == (
            "name is taken",
            "taken",
            "paper",
            "1.0",
        )

    def test_what_a_repeat_may_find(self, adapter):
        adapter.expect(Response(status=404, is_repeat=True), repeat=(404,))
        with pytest.raises(NotFoundError):
            adapter.expect(Response(status=404), repeat=(404,))
        with pytest.raises(NotFoundError):
            adapter.expect(Response(status=404, is_repeat=True))

    def test_a_repeat_may_find_what_a_rule_calls_not_found(self, paper, monkeypatch):
        rule = ErrorRule("not_found", status=(400,), path=("message",), matches="is archived")
        monkeypatch.setattr(paper, "error_rules", (rule,))
        adapter = paper(Connection("c1", {"site": "https://h.example/root/", "password": "s3cret"}))
        gone, bad = b'{"message": "it is archived"}', b'{"message": "no"}'
        adapter.expect(Response(status=400, body=gone, is_repeat=True), repeat=(404,))
        others = (gone, False, (404,)), (gone, True, ()), (gone, True, (412,)), (bad, True, (404,))
        for body, is_repeat, repeat in others:
            with pytest.raises(MethodError):
                adapter.expect(Response(status=400, body=body, is_repeat=is_repeat), repeat=repeat)

    def test_successes_are_not_looked_at_where_no_rule_is_about_them(self):
        class Quiet(Adapter):
            platform, version = "quiet", "1"
            error_rules = (ErrorRule("conflict", status=(400,), path=("x",)),)
            base_url = "https://h.example"

        assert Quiet._success_rules == ()


class TestDecode:
    def test_names_the_path_of_a_wrong_type(self, adapter):
        with pytest.raises(PlatformError, match=r"\$\[1\]\.id") as caught:
            adapter.decode(DECODER, Response(status=200, body=b'[{"id": 1}, {"id": "x"}]'))
        assert isinstance(caught.value.__cause__, msgspec.ValidationError)

    @pytest.mark.parametrize("body", [b"", b"<html>", b"[{", b"\xff", b"[" * 100_000, b'[{"id": "\xff"}]'])
    def test_anything_else_is_a_platform_error(self, adapter, body):
        with pytest.raises(PlatformError):
            adapter.decode(DECODER, Response(status=200, body=body))

    def test_says_what_came_instead(self, adapter):
        with pytest.raises(PlatformError, match="6 bytes of text/html"):
            adapter.decode(DECODER, Response(status=200, body=b"<html>", headers={"content-type": "text/html; x"}))


class TestOwnPath:
    @pytest.mark.parametrize(
        ("given", "path"),
        [
            ("/root/cal/1.ics", "/cal/1.ics"),
            ("https://h.example/root/cal/", "/cal/"),
            ("https://h.example/root/t?p=2", "/t?p=2"),
            ("/elsewhere/cal/", "https://h.example/elsewhere/cal/"),
            ("/rooted/cal/", "https://h.example/rooted/cal/"),
            ("https://evil.example/x", "https://evil.example/x"),
        ],
    )
    def test_is_below_the_base_where_it_can_be(self, adapter, given, path):
        assert adapter.own_path(given) == path


def test_errors_for_flows_name_the_field(adapter):
    assert adapter.unsupported_field("recurrence").pointer == "/recurrence"
    assert "'7'" in adapter.not_found("7").detail
    assert adapter.translated("completed", True, {True: "closed"}) == "closed"
    with pytest.raises(UnsupportedFieldError, match="status_category") as caught:
        adapter.translated("status_category", "triage", {"done": 1})
    assert caught.value.platform == "paper"


def test_a_connection_shows_no_value(adapter):
    assert repr(adapter.connection) == "Connection(id='c1', parameters=<site, password>)"
