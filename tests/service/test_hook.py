"""Messages of platforms, by the descriptions that ship: the genuine are told from forgeries, and name the right ids."""

from __future__ import annotations

import base64
import hashlib
import hmac
from pathlib import Path

import msgspec
import pytest

from tasklab.service.error import SignatureError
from tasklab.service.hook import Hint, Message
from tasklab.unified.error import ValidationError
from tasklab.watch.config import load_platform

SPECS = Path(__file__).parents[2] / "specs"
ADDRESS = "https://api.example.org/v1/hooks/hok_1"
NOW_S = 1_800_000_000.0
SECRET = b"a secret of some length"


def hooks_of(platform):
    hooks = load_platform(SPECS / platform / "platform.yaml").hooks
    assert hooks is not None
    return hooks


def message(platform, body, **headers):
    data = body if isinstance(body, bytes) else msgspec.json.encode(body)
    given = {name.replace("_", "-").lower().encode(): value.encode() for name, value in headers.items()}
    return Message(hooks_of(platform), given, data, ADDRESS)


def sha256(body, secret=SECRET):
    return hmac.new(secret, body, hashlib.sha256).hexdigest()


ISSUE = msgspec.json.encode({"action": "edited", "issue": {"number": 12}, "repository": {"full_name": "acme/home"}})
JIRA = msgspec.json.encode({"webhookEvent": "jira:issue_deleted", "issue": {"id": "10001", "key": "HOME-1"}})
LINEAR = msgspec.json.encode(
    {"action": "remove", "type": "Issue", "data": {"id": "9f3c"}, "webhookTimestamp": int(NOW_S * 1000)}
)
ASANA = msgspec.json.encode(
    {
        "events": [
            {"action": "changed", "resource": {"gid": "1", "resource_type": "task"}},
            {"action": "changed", "resource": {"gid": "1", "resource_type": "task"}},
            {"action": "deleted", "resource": {"gid": "2", "resource_type": "task"}},
            {"action": "added", "resource": {"gid": "3", "resource_type": "story"}},
        ]
    }
)
TRELLO = msgspec.json.encode({"action": {"id": "a1", "type": "updateCard", "data": {"card": {"id": "c1"}}}})
TRELLO_SIGNATURE = base64.b64encode(hmac.new(SECRET, TRELLO + ADDRESS.encode(), hashlib.sha1).digest()).decode()

MESSAGES = {
    "github": (
        ISSUE,
        {"x_hub_signature_256": f"sha256={sha256(ISSUE)}", "x_github_event": "issues", "x_github_delivery": "d1"},
        [Hint("task", "acme/home#12", is_gone=False)],
    ),
    "github-enterprise": (
        ISSUE,
        {"x_hub_signature_256": f"sha256={sha256(ISSUE)}", "x_github_event": "issues"},
        [Hint("task", "acme/home#12", is_gone=False)],
    ),
    "jira-cloud": (
        JIRA,
        {"x_hub_signature": f"sha256={sha256(JIRA)}", "x_atlassian_webhook_identifier": "j1"},
        [Hint("task", "10001", is_gone=True)],
    ),
    "linear": (LINEAR, {"linear_signature": sha256(LINEAR)}, [Hint("task", "9f3c", is_gone=True)]),
    "asana": (
        ASANA,
        {"x_hook_signature": sha256(ASANA)},
        [Hint("task", "1", is_gone=False), Hint("task", "2", is_gone=True)],
    ),
    "trello": (TRELLO, {"x_trello_webhook": TRELLO_SIGNATURE}, [Hint("task", "c1", is_gone=False)]),
}


@pytest.mark.parametrize("platform", MESSAGES)
def test_a_genuine_message_is_taken_and_says_what_it_is_about(platform):
    body, headers, hints = MESSAGES[platform]
    one = message(platform, body, **headers)

    one.require_genuine(SECRET)
    one.require_fresh(NOW_S)

    assert one.hints() == hints


@pytest.mark.parametrize("platform", MESSAGES)
@pytest.mark.parametrize("forge", ["secret", "body", "signature", "none", "garbage"])
def test_a_forged_message_is_refused(platform, forge):
    body, headers, _ = MESSAGES[platform]
    name = next(each for each in headers if "signature" in each or "webhook" in each)
    signature = headers[name]
    other = {"signature": signature[:-2] + ("00" if signature[-2:] != "00" else "11"), "none": "", "garbage": "ä!"}
    given = headers | {name: other.get(forge, signature)}
    one = message(platform, body + b" " if forge == "body" else body, **given)

    with pytest.raises(SignatureError):
        one.require_genuine(b"another secret" if forge == "secret" else SECRET)


def test_the_vendors_own_example_is_genuine():
    """Source: docs.github.com, validating webhook deliveries, where the docs give values to test with."""
    signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    one = message("github", b"Hello, World!", x_hub_signature_256=signature)

    one.require_genuine(b"It's a Secret to Everybody")
    with pytest.raises(ValidationError, match="not JSON"):
        one.hints()


def test_a_message_for_another_address_is_refused_where_the_address_is_signed():
    body, headers, _ = MESSAGES["trello"]
    given = {b"x-trello-webhook": headers["x_trello_webhook"].encode()}

    with pytest.raises(SignatureError):
        Message(hooks_of("trello"), given, body, ADDRESS + "2").require_genuine(SECRET)


@pytest.mark.parametrize("late_s", [-61, 61, 3600])
def test_an_old_message_is_refused_where_it_says_when_it_was_sent(late_s):
    with pytest.raises(SignatureError, match="within 60 s"):
        message("linear", LINEAR).require_fresh(NOW_S + late_s)


@pytest.mark.parametrize("told", [None, True, "soon", [], {}])
def test_a_message_that_hides_when_it_was_sent_is_refused(told):
    with pytest.raises(SignatureError):
        message("linear", {"webhookTimestamp": told}).require_fresh(NOW_S)


def test_a_message_that_is_sent_again_is_the_same_delivery():
    def delivery(platform, **changes):
        body, headers, _ = MESSAGES[platform]
        return message(platform, body, **(headers | changes)).delivery()

    assert delivery("github") == delivery("github")
    assert delivery("github") != delivery("github", x_github_delivery="d2")
    assert delivery("asana") != delivery("asana", x_hook_signature="other")
    assert len({delivery(name) for name in MESSAGES}) == len(MESSAGES)


@pytest.mark.parametrize(
    ("platform", "body"),
    [
        ("github", {"issue": {"number": 12}}),
        ("github", {"issue": {"number": None}, "repository": {"full_name": "acme/home"}}),
        ("github", {"issue": {"number": {}}, "repository": {"full_name": "acme/home"}}),
        ("github", {"issue": [], "repository": "x"}),
        ("github", []),
        ("linear", {"type": "Issue", "data": {"id": ""}}),
        ("linear", {"type": "Issue", "data": {"id": "x" * 501}}),
        ("linear", {"type": "Issue", "data": {"id": "a\nb"}}),
        ("linear", {"type": "Comment", "data": {"id": "1"}}),
        ("asana", {"events": []}),
    ],
)
def test_a_message_about_nothing_that_is_known_says_nothing(platform, body):
    assert message(platform, body, x_github_event="issues").hints() == []


@pytest.mark.parametrize("body", [{}, {"events": "x"}, {"events": [{}] * 1001}])
def test_a_list_of_changes_is_a_list_within_bounds(body):
    with pytest.raises(ValidationError):
        message("asana", body).hints()
