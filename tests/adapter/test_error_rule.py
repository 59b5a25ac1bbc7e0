from __future__ import annotations

import msgspec
import pytest

from tasklab.adapter.error_rule import ErrorRule, error_by_status, find_error, find_values
from tasklab.adapter.message import Response


def answer(body: object, status: int = 400, **headers: str) -> Response:
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return Response(status=status, body=raw, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "validation"),
        (401, "authentication"),
        (403, "permission"),
        (404, "not_found"),
        (409, "conflict"),
        (410, "not_found"),
        (412, "conflict"),
        (422, "validation"),
        (423, "conflict"),
        (429, "rate_limited"),
        (500, "platform_unavailable"),
        (503, "platform_unavailable"),
        (302, "platform_error"),
        (418, "platform_error"),
    ],
)
def test_a_status_alone_has_a_meaning(status, kind):
    error = error_by_status(answer(b"", status))
    assert (error.kind, error.native_status) == (kind, status)
    assert str(status) in error.detail


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"errors": ["Subject cannot be blank", "Too long"]}, "Subject cannot be blank; Too long"),
        ({"message": "no"}, "no"),
        ({"error": {"code": 5, "message": "deep"}}, "deep"),
        ({"errors": {"title": ["is empty"]}}, "title: is empty"),
        (["UserError", ["x"]], "UserError; x"),
    ],
)
def test_the_platforms_own_words_are_found(body, detail):
    assert error_by_status(answer(body)).detail == detail


def test_plain_text_counts_and_html_does_not():
    assert error_by_status(answer(b"no  such\nthing", content_type="text/plain")).detail == "no such thing"
    assert "html" not in error_by_status(answer(b"<html>", content_type="text/html")).detail


def test_words_are_cut():
    assert len(error_by_status(answer({"message": "x" * 9000})).detail) == 500


def find(rules, body, status=400, method=None):
    error = find_error(answer(body, status), rules, method)
    return None if error is None else (error.kind, error.detail, error.native_code)


class TestRules:
    def test_the_first_that_fits_counts(self):
        rules = (
            ErrorRule("conflict", status=(400,), path=("code",), equals="taken", detail=("say",), code=("code",)),
            ErrorRule("permission", status=(400,)),
        )
        assert find(rules, {"code": "taken", "say": "name"}) == ("conflict", "name", "taken")
        assert find(rules, {"code": "other", "message": "m"}) == ("permission", "m", None)
        assert find(rules, {}, status=404) is None

    def test_a_method_narrows_a_rule(self):
        rules = (ErrorRule("not_found", status=(400,), methods=("task.get",)),)
        assert find(rules, {}, method="task.get") is not None
        assert find(rules, {}, method="task.list") is None
        assert find(rules, {}) is None

    def test_text_inside_a_list(self):
        rules = (ErrorRule("validation", path=("error", 0), matches="^User", detail=("error", 1, None)),)
        assert find(rules, {"error": ["UserError", ["a", "b"]]}, 200) == ("validation", "a; b", None)
        assert find(rules, {"error": ["Other", []]}, 200) is None

    def test_every_entry(self):
        rules = (ErrorRule("not_found", path=("errors", None, "code"), equals=7, code=("errors", None, "code")),)
        assert find(rules, {"errors": [{"code": 1}, {"code": 7}]}, 200)[0] == "not_found"
        assert find(rules, {"errors": [{"code": 1}]}, 200) is None

    @pytest.mark.parametrize(
        "body", [{"error": None}, {"errors": []}, {"error": None, "result": 1}, {"result": "error"}]
    )
    def test_no_error_in_a_success_is_none(self, body):
        rules = (ErrorRule("platform_error", path=("error",)), ErrorRule("platform_error", path=("errors",)))
        assert find(rules, body, 200) is None

    def test_null_can_be_what_is_looked_for(self):
        rules = (ErrorRule("not_found", path=("data", "issue"), equals=None),)
        assert find(rules, {"data": {"issue": None}}, 200)[0] == "not_found"
        assert find(rules, {"data": {"issue": {}}}, 200) is None
        assert find(rules, {"data": {}}, 200) is None

    def test_our_own_words_come_first(self):
        rules = (ErrorRule("conflict", status=(400,), says="somebody was quicker"),)
        assert find(rules, {"message": "E_STALE"}) == ("conflict", "somebody was quicker", None)

    def test_false_is_not_zero(self):
        rules = (ErrorRule("validation", path=("ok",), equals=False),)
        assert find(rules, {"ok": 0}, 200) is None
        assert find(rules, {"ok": False}, 200)[0] == "validation"

    def test_words_anywhere_in_a_body_that_is_no_json(self):
        rules = (ErrorRule("conflict", status=(403,), matches="valid-sync-token"),)
        assert find(rules, b"<D:error><D:valid-sync-token/></D:error>", 403)[0] == "conflict"
        assert find(rules, b"<D:error/>", 403) is None

    def test_a_rule_with_neither_place_nor_status_is_no_rule_about_successes(self):
        assert find((ErrorRule("permission"),), {}, 200) is None
        assert find((ErrorRule("permission"),), {}, 404)[0] == "permission"

    def test_successes_are_not_parsed_without_the_marker(self):
        rule = ErrorRule("platform_error", path=("error", "message"))
        assert rule.marker == b'"message"'
        assert find_error(Response(status=200, body=b"not json at all"), (rule,)) is None


def test_a_path_into_another_shape_finds_nothing():
    assert find_values({"a": 1}, ("a", "b")) == []
    assert find_values([1], (5,)) == []
    assert find_values({"a": [{"b": 1}, {"b": 2}]}, ("a", None, "b")) == [1, 2]
