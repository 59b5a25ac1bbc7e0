from __future__ import annotations

import logging

import pytest

from tasklab.adapter.driver.policy import Policy
from tasklab.adapter.limit import Limits
from tasklab.adapter.message import Response
from tasklab.adapter.transport.protocol import BodyTooLargeError, TransportError
from tasklab.unified.error import (
    MethodError,
    NotFoundError,
    PermissionDeniedError,
    PlatformError,
    PlatformUnavailableError,
    RateLimitedError,
)

LOST = TransportError("connection reset", may_have_arrived=True)
REFUSED = TransportError("connection refused", may_have_arrived=False)


def answer(status: int, **headers: str) -> Response:
    return Response(status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})


class TestRepeats:
    def test_a_read_whose_answer_was_lost_is_asked_again(self, stage, sheet):
        played = stage(LOST, sheet())
        assert played.call("task.get", id="1").title == "hello"
        assert played.slept == [0.5]

    @pytest.mark.parametrize("status", [429, 502, 503, 504])
    def test_a_read_is_asked_again_after_a_passing_fault(self, stage, sheet, status):
        assert stage(answer(status), sheet()).call("task.get", id="1").title == "hello"

    @pytest.mark.parametrize("status", [400, 404, 500, 501])
    def test_other_answers_count_at_once(self, stage, status):
        played = stage(answer(status))
        with pytest.raises(MethodError):
            played.call("task.get", id="1")

    def test_waits_double_and_are_jittered(self, stage, sheet):
        played = stage(LOST, LOST, LOST, sheet(), random=lambda: 0.5)
        played.call("task.get", id="1")
        assert played.slept == [0.25, 0.5, 1.0]

    def test_a_read_gives_up_after_the_allowed_attempts(self, stage):
        played = stage(*[LOST] * 4)
        with pytest.raises(PlatformUnavailableError, match="4 times: connection reset") as caught:
            played.call("task.get", id="1")
        assert not caught.value.outcome_unknown

    def test_a_lost_create_is_never_sent_again(self, stage):
        played = stage(LOST)
        with pytest.raises(PlatformUnavailableError) as caught:
            played.call("task.create", title="x")
        assert caught.value.outcome_unknown
        assert played.script.asked == ["POST /api/sheets"]

    def test_a_create_that_never_left_is_sent_again(self, stage, sheet):
        played = stage(REFUSED, sheet(status=201))
        assert played.call("task.create", title="x").id == "1"
        assert len(played.script.requests) == 2

    def test_a_create_that_never_left_at_all_is_known_not_to_have_happened(self, stage):
        with pytest.raises(PlatformUnavailableError) as caught:
            stage(*[REFUSED] * 4).call("task.create", title="x")
        assert not caught.value.outcome_unknown

    def test_a_create_refused_by_429_is_sent_again(self, stage, sheet):
        played = stage(answer(429, retry_after="3"), sheet())
        played.call("task.create", title="x")
        assert played.slept == [3.0]

    def test_a_403_that_asks_to_wait_is_sent_again_and_another_one_is_not(self, stage, sheet):
        played = stage(answer(403, retry_after="3"), sheet())
        played.call("task.create", title="x")
        assert played.slept == [3.0]
        with pytest.raises(PermissionDeniedError):
            stage(answer(403)).call("task.create", title="x")

    @pytest.mark.parametrize(("status", "is_unknown"), [(500, True), (502, True), (504, True), (503, False)])
    def test_a_create_that_met_a_server_fault_is_not_sent_again(self, stage, status, is_unknown):
        with pytest.raises(PlatformUnavailableError) as caught:
            stage(answer(status)).call("task.create", title="x")
        assert caught.value.outcome_unknown is is_unknown

    def test_a_delete_that_now_finds_nothing_has_worked(self, stage):
        played = stage(LOST, answer(404))
        assert played.call("task.delete", id="7").id == "7"

    def test_a_delete_that_finds_nothing_at_first_has_not(self, stage):
        with pytest.raises(NotFoundError):
            stage(answer(404)).call("task.delete", id="7")

    def test_a_delete_that_never_left_and_finds_nothing_has_not(self, stage):
        with pytest.raises(NotFoundError):
            stage(REFUSED, answer(404)).call("task.delete", id="7")

    def test_a_body_beyond_the_bound_is_not_asked_for_again(self, stage):
        with pytest.raises(PlatformError, match="larger than 10 bytes"):
            stage(BodyTooLargeError(10)).call("task.get", id="1")


class TestWaiting:
    def test_seconds(self, stage, sheet):
        played = stage(answer(503, retry_after="7"), sheet())
        played.call("task.get", id="1")
        assert played.slept == [7.0]

    def test_an_http_date(self, stage, sheet):
        played = stage(answer(429, retry_after="Sun, 01 Mar 2026 12:00:09 GMT"), sheet())
        played.call("task.get", id="1")
        assert played.slept == [9.0]

    @pytest.mark.parametrize(
        ("unit", "value", "waited"),
        [
            ("epoch_s", "1772366405", 5.0),
            ("seconds", "6", 6.0),
            ("milliseconds", "6500", 6.5),
            ("epoch_ms", "1772366404000", 4.0),
        ],
    )
    def test_a_reset_header(self, stage, sheet, paper, *, unit, value, waited):
        class Limited(paper):
            limits = Limits(reset_header="x-reset", reset_unit=unit)

        played = stage(answer(429, x_reset=value), sheet(), adapter=Limited)
        played.call("task.get", id="1")
        assert played.slept == [waited]

    def test_longer_than_the_call_may_take_is_told_instead(self, stage):
        played = stage(answer(429, retry_after="3600"))
        with pytest.raises(RateLimitedError) as caught:
            played.call("task.get", id="1")
        assert caught.value.retry_after == 3600
        assert played.slept == []

    def test_the_wait_holds_for_the_whole_connection(self, stage, sheet):
        played = stage(answer(429, retry_after="30"), sheet(), policy=Policy(attempts=1))
        with pytest.raises(RateLimitedError):
            played.call("task.get", id="1")
        assert played.call("task.get", id="2").title == "hello"
        assert played.slept == [30.0]

    def test_nonsense_is_no_wait(self, stage, sheet):
        played = stage(answer(503, retry_after="soon"), sheet())
        played.call("task.get", id="1")
        assert played.slept == [0.5]

    def test_the_whole_call_is_bounded(self, stage):
        played = stage(*[LOST] * 9, policy=Policy(total_s=2.0, attempts=9))
        with pytest.raises(PlatformUnavailableError):
            played.call("task.get", id="1")
        assert sum(played.slept) < 2.0

    def test_the_budget_spaces_requests(self, stage, sheet, paper):
        class Limited(paper):
            limits = Limits(requests=2, per_s=10)

        played = stage(*[sheet() for _ in range(5)], adapter=Limited)
        for _ in range(5):
            played.call("task.get", id="1")
        assert played.slept == [10.0, 10.0]

    def test_nothing_left_waits_for_the_reset(self, stage, sheet, paper):
        class Limited(paper):
            limits = Limits(remaining_header="x-left", reset_header="x-reset", reset_unit="seconds")

        first = Response(status=200, body=sheet().body, headers={"x-left": "0", "x-reset": "12"})
        played = stage(first, sheet(), adapter=Limited)
        played.call("task.get", id="1")
        played.call("task.get", id="1")
        assert played.slept == [12.0]


class TestRedirects:
    def test_a_read_follows_within_the_origin(self, stage, sheet):
        played = stage(answer(301, location="/elsewhere?x=1"), sheet())
        assert played.call("task.get", id="1").title == "hello"
        assert played.script.requests[1].path == "/elsewhere"
        assert played.script.requests[1].query == (("x", "1"),)

    @pytest.mark.parametrize(
        "location",
        ["https://evil.example/x", "http://paper.example/x", "https://paper.example:8443/x", "//evil.example/x"],
    )
    def test_credentials_are_never_taken_to_another_origin(self, stage, location):
        played = stage(answer(302, location=location))
        with pytest.raises(PlatformError, match="not the connection's own"):
            played.call("task.get", id="1")
        assert len(played.script.requests) == 1

    def test_a_write_follows_nowhere(self, stage):
        played = stage(answer(307, location="/elsewhere"))
        with pytest.raises(PlatformError):
            played.call("task.create", title="x")
        assert len(played.script.requests) == 1

    def test_circles_end(self, stage):
        with pytest.raises(PlatformError, match="more than 5 times"):
            stage(*[answer(302, location="/round") for _ in range(6)]).call("task.get", id="1")


class TestWhatIsSeen:
    def test_an_observer_sees_each_attempt_without_credentials(self, stage, sheet, password):
        seen = []
        played = stage(LOST, sheet(text=f"echo {password}"), observer=seen.append)
        played.call("task.get", id="1")
        assert [exchange.attempt for exchange in seen] == [1, 2]
        assert seen[0].response is None
        assert b"echo [redacted]" in seen[1].response.body
        assert dict(seen[1].request.headers)["Authorization"] == "[redacted]"

    def test_the_log_names_the_exchange_and_no_secret(self, stage, sheet, password, caplog):
        caplog.set_level(logging.DEBUG, "tasklab.adapter")
        stage(sheet()).call("task.get", id=password)
        assert "GET /api/sheets/[redacted]: 200" in caplog.text
