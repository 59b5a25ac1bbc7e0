from __future__ import annotations

import base64
import traceback

import msgspec
import pytest

from tasklab.adapter.driver.policy import Policy
from tasklab.adapter.driver.session import DryRun
from tasklab.adapter.message import Remember, Request, Response
from tasklab.adapter.transport.protocol import TransportError
from tasklab.unified.error import (
    AuthenticationError,
    ConflictError,
    MethodError,
    NotFoundError,
    PlatformError,
    PlatformUnavailableError,
    UnsupportedMethodError,
    ValidationError,
)

LOST = TransportError("connection reset", may_have_arrived=True)


def text(body: str, status: int = 200) -> Response:
    return Response(status=status, body=body.encode())


class TestRequests:
    def test_go_below_the_base_address_with_credentials(self, stage, sheet, password):
        played = stage(sheet())
        played.call("task.get", id="1")
        (request,) = played.script.requests
        assert request.path == "/api/sheets/1"
        headers = dict(request.headers)
        assert headers["Authorization"] == "Basic " + base64.b64encode(f"ann:{password}".encode()).decode()
        assert headers["Accept"] == "application/json"

    def test_carry_no_credentials_where_none_are_wanted(self, stage, paper):
        class Public(paper):
            def task_get(self, parameters):
                yield Request(verb="GET", path="/about", needs_auth=False)

        played = stage(text(""), adapter=Public)
        played.call("task.get", id="1")
        assert "Authorization" not in dict(played.script.requests[0].headers)

    def test_an_id_stays_one_segment(self, stage, sheet):
        played = stage(sheet())
        played.call("task.get", id="../admin?x=1")
        assert played.script.requests[0].path == "/api/sheets/..%2Fadmin%3Fx%3D1"

    def test_a_header_cannot_be_broken_open(self, stage, paper):
        class Broken(paper):
            def task_get(self, parameters):
                yield Request(verb="GET", path="/x", headers=(("If-Match", f"{parameters.id}"),))

        with pytest.raises(ValidationError, match="If-Match"):
            stage(adapter=Broken).call("task.get", id='"a"\r\nX-Admin: 1')


class TestErrors:
    def test_say_whose_they_are(self, stage):
        with pytest.raises(NotFoundError) as caught:
            stage(text("", 404)).call("task.get", id="1")
        error = caught.value
        assert (error.method, error.platform, error.platform_version, error.native_status) == (
            "task.get",
            "paper",
            "1.0",
            404,
        )

    def test_of_a_nested_method_carry_the_name_of_the_called_one(self, stage):
        with pytest.raises(NotFoundError) as caught:
            stage(text("", 201), text("", 404)).call("task.update", id="1", title="x")
        assert caught.value.method == "task.update"

    def test_that_name_another_method_carry_the_name_of_the_called_one(self, stage, paper):
        class Nested(paper):
            def task_complete(self, parameters):
                yield Request(verb="GET", path="/x")
                raise NotFoundError("gone", method="task.get")

        with pytest.raises(NotFoundError) as caught:
            stage(text(""), adapter=Nested).call("task.complete", id="1")
        assert caught.value.method == "task.complete"

    def test_a_method_that_the_version_cannot_do_says_why_and_who_says_so(self, stage):
        with pytest.raises(UnsupportedMethodError, match=r"paper does not move.*https://paper.example/faq"):
            stage().call("task.move", id="1", section_id="2")

    def test_a_method_that_nobody_wrote_is_unsupported(self, stage):
        with pytest.raises(UnsupportedMethodError):
            stage().call("task.reopen", id="1")

    def test_a_flow_that_breaks_is_wrapped_once_with_its_cause(self, stage, paper):
        class Broken(paper):
            def task_get(self, parameters):
                yield Request(verb="GET", path="/x")
                raise KeyError("lost")

        with pytest.raises(PlatformError, match="KeyError: 'lost'") as caught:
            stage(text(""), adapter=Broken).call("task.get", id="1")
        assert isinstance(caught.value.__cause__, KeyError)

    def test_the_fault_reaches_the_flow(self, stage, paper):
        class Careful(paper):
            def task_get(self, parameters):
                try:
                    yield Request(verb="GET", path="/x")
                except PlatformUnavailableError:
                    return "caught"

        assert stage(LOST, adapter=Careful, policy=Policy(attempts=1)).call("task.get", id="1") == "caught"

    def test_nothing_shows_a_secret(self, stage, password):
        encoded = base64.b64encode(f"ann:{password}".encode()).decode()
        body = msgspec.json.encode({"detail": f"{password} {encoded} s3cret%2Fpa%20ss s3cret%2Fpa+ss"})
        played = stage(Response(status=400, body=body))
        with pytest.raises(MethodError) as caught:
            played.call("task.get", id="1")
        shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
        shown += str(caught.value.to_problem()) + repr(played.client) + repr(played.adapter.connection)
        shown += repr(played.adapter.auth) + repr(played.script.requests[0])
        assert "s3cret" not in shown
        assert encoded not in shown
        assert caught.value.detail == " ".join(["[redacted]"] * 4)


class TestRemembering:
    def test_asks_once_until_it_is_old(self, stage):
        played = stage(text("done"), text("finished"), policy=Policy(remember_s=100))
        first = [played.call("task.complete", id="1", dry_run=True) for _ in range(2)]
        assert all(isinstance(each, DryRun) for each in first)
        assert played.script.asked == ["GET /api/word"]
        played.clock.advance(101)
        assert played.call("task.complete", id="1").title == "finished 12:01"

    def test_a_write_makes_what_is_remembered_of_its_objects_stale(self, stage, paper, sheet):
        class Keeping(paper):
            def task_complete(self, parameters):
                word = yield Remember("task.words", self._word)
                return word

        played = stage(text("a"), sheet(), text("b"), adapter=Keeping)
        assert played.call("task.complete", id="1") == "a"
        played.call("task.create", title="x")
        assert played.call("task.complete", id="1") == "b"

    def test_a_failure_is_not_remembered(self, stage):
        played = stage(text("", 404), text("done"))
        with pytest.raises(NotFoundError):
            played.call("task.complete", id="1")
        assert played.call("task.complete", id="1").title == "done 12:00"

    def test_what_asks_for_itself_is_an_error_and_no_hang(self, stage, paper):
        class Round(paper):
            def _word(self):
                return (yield Remember("status.list", self._word))

        with pytest.raises(PlatformError, match=r"asks for `status\.list`"):
            stage(adapter=Round).call("task.complete", id="1")


class TestLogin:
    def test_is_made_once(self, stage, sheet, login_paper):
        played = stage(text("t1"), sheet(), sheet(), adapter=login_paper)
        played.call("task.get", id="1")
        played.call("task.get", id="2")
        assert played.script.asked == ["POST /api/login", "GET /api/sheets/1", "GET /api/sheets/2"]
        assert dict(played.script.requests[2].headers)["Authorization"] == "Session t1"
        assert "Authorization" not in dict(played.script.requests[0].headers)

    def test_is_renewed_once_when_it_has_run_out(self, stage, sheet, login_paper):
        played = stage(text("t1"), sheet(), text("", 401), text("t2"), sheet(), adapter=login_paper)
        played.call("task.get", id="1")
        assert played.call("task.create", title="x").id == "1"
        assert dict(played.script.requests[-1].headers)["Authorization"] == "Session t2"

    def test_is_not_renewed_twice(self, stage, sheet, login_paper):
        played = stage(text("t1"), sheet(), text("", 401), text("t2"), text("", 401), adapter=login_paper)
        played.call("task.get", id="1")
        with pytest.raises(AuthenticationError):
            played.call("task.get", id="1")

    def test_a_fresh_one_that_is_refused_is_the_answer(self, stage, login_paper):
        with pytest.raises(AuthenticationError):
            stage(text("t1"), text("", 401), adapter=login_paper).call("task.get", id="1")

    def test_what_it_gave_is_a_secret(self, stage, login_paper):
        played = stage(text("tok3n"), text('{"detail": "bad tok3n"}', 400), adapter=login_paper)
        with pytest.raises(ValidationError) as caught:
            played.call("task.get", id="1")
        assert caught.value.detail == "bad [redacted]"

    def test_a_refused_login_is_an_authentication_error(self, stage, login_paper):
        with pytest.raises(AuthenticationError):
            stage(text("", 401), adapter=login_paper).call("task.get", id="1")


class TestDryRun:
    def test_stops_before_the_first_write_and_shows_it(self, stage, password):
        played = stage()
        planned = played.call("task.create", title=f"hello {password}", dry_run=True)
        assert planned.request.verb == "POST"
        assert planned.request.path == "/api/sheets"
        assert planned.request.body == b'{"text":"hello [redacted]"}'
        assert played.script.requests == []

    def test_says_when_nothing_would_be_written(self, stage):
        assert stage(text("done")).call("task.complete", id="1", dry_run=True) == DryRun(
            method="task.complete", request=None
        )


class TestIdempotencyKey:
    def test_twice_makes_one_object(self, stage, sheet):
        played = stage(sheet())
        first = played.call("task.create", title="x", idempotency_key="k")
        second = played.call("task.create", title="x", idempotency_key="k")
        assert first == second
        assert first is not second
        assert len(played.script.requests) == 1

    def test_other_parameters_are_refused(self, stage, sheet):
        played = stage(sheet())
        played.call("task.create", title="x", idempotency_key="k")
        with pytest.raises(ValidationError, match="another call") as caught:
            played.call("task.create", title="y", idempotency_key="k")
        assert caught.value.pointer == "/idempotency_key"

    def test_is_free_again_when_nothing_was_written(self, stage, sheet):
        played = stage(text("", 403), sheet())
        with pytest.raises(MethodError):
            played.call("task.create", title="x", idempotency_key="k")
        assert played.call("task.create", title="x", idempotency_key="k").id == "1"

    def test_a_refusal_with_a_status_of_success_has_written_nothing(self, stage, sheet):
        played = stage(text('{"error": {"words": "no"}}'), sheet())
        with pytest.raises(ValidationError):
            played.call("task.create", title="x", idempotency_key="k")
        assert played.call("task.create", title="x", idempotency_key="k").id == "1"

    def test_after_a_lost_create_it_is_refused(self, stage):
        played = stage(LOST)
        with pytest.raises(PlatformUnavailableError):
            played.call("task.create", title="x", idempotency_key="k")
        with pytest.raises(ConflictError, match="outcome is unknown"):
            played.call("task.create", title="x", idempotency_key="k")
        assert len(played.script.requests) == 1

    def test_after_an_unreadable_answer_it_is_refused(self, stage):
        played = stage(text("<html>"))
        with pytest.raises(PlatformError):
            played.call("task.create", title="x", idempotency_key="k")
        with pytest.raises(ConflictError):
            played.call("task.create", title="x", idempotency_key="k")

    def test_a_write_that_names_its_object_goes_on_where_it_stood(self, stage, sheet):
        played = stage(LOST, text("", 412), sheet(), policy=Policy(attempts=1))
        with pytest.raises(PlatformUnavailableError) as caught:
            played.call("task.update", id="1", title="x", idempotency_key="k")
        assert caught.value.outcome_unknown
        assert played.call("task.update", id="1", title="x", idempotency_key="k").id == "1"
        first, second, _ = played.script.requests
        assert first.path == second.path
        assert first.path != "/api/sheets/fresh"

    def test_a_412_without_an_earlier_call_is_a_conflict(self, stage):
        with pytest.raises(ConflictError):
            stage(text("", 412)).call("task.update", id="1", title="x", idempotency_key="k")

    def test_a_failed_read_back_does_not_write_again(self, stage, sheet, paper):
        class ReadingBack(paper):
            def task_create(self, parameters):
                created = yield from super().task_create(parameters)
                return (yield from self.task_get(created))

        played = stage(sheet(), text("", 404), adapter=ReadingBack)
        with pytest.raises(NotFoundError):
            played.call("task.create", title="x", idempotency_key="k")
        with pytest.raises(ConflictError):
            played.call("task.create", title="x", idempotency_key="k")

    def test_is_forgotten_when_it_is_old(self, stage, sheet):
        played = stage(sheet(1), sheet(2), policy=Policy(keep_keys_s=10))
        assert played.call("task.create", title="x", idempotency_key="k").id == "1"
        played.clock.advance(11)
        assert played.call("task.create", title="x", idempotency_key="k").id == "2"

    def test_without_one_every_call_writes(self, stage, sheet):
        played = stage(sheet(1), sheet(2))
        assert [played.call("task.create", title="x").id for _ in range(2)] == ["1", "2"]
