"""How a platform's messages are described."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from tasklab.watch.config import find_platforms, load_platform
from tasklab.watch.hook import Hooks

SPECS = Path(__file__).parents[2] / "specs"
GOOD = {
    "source": "https://example.org/hooks",
    "secret_by": "ours",
    "signature": {"header": "X-Signature"},
    "changes": [{"object": "task", "id": "{a.b[0]}-{header.X-Id}"}],
}


def test_a_description_needs_little():
    hooks = Hooks.model_validate(GOOD)

    assert (hooks.signature.digest, hooks.signature.form, hooks.signature.covers) == ("sha256", "hex", "body")
    assert hooks.changes[0].gone is None


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"secret_by": "handshake"}, "`handshake` names a header"),
        ({"handshake": "X-Secret"}, "`handshake` names a header"),
        ({"delivery": "a[].b"}, "to one place"),
        ({"delivery": "a..b"}, "no path"),
        ({"changes": [{"object": "task", "id": "fixed"}]}, "in braces"),
        ({"changes": [{"object": "task", "id": "{a[]}"}]}, "to one place"),
        ({"changes": [{"object": "sprint", "id": "{a}"}]}, "Input should be 'task'"),
        ({"changes": []}, "at least 1"),
        ({"source": "somewhere"}, "pattern"),
        ({"sent_at": {"at": "t", "unit": "hours", "within_s": 1}}, "'seconds'"),
        ({"sent_at": {"at": "t", "unit": "seconds", "within_s": 0}}, "greater than 0"),
        ({"signature": {"header": "X", "digest": "md5"}}, "'sha1'"),
        ({"extra": 1}, "Extra inputs"),
    ],
)
def test_what_is_no_description_is_refused(change, what):
    with pytest.raises(ValidationError, match=what):
        Hooks.model_validate(GOOD | change)


def test_every_description_of_the_repository_names_its_source_at_the_vendor():
    found = {path.parent.name: load_platform(path).hooks for path in find_platforms(SPECS)}

    described = {name: hooks for name, hooks in found.items() if hooks is not None}
    assert set(described) >= {"github", "github-enterprise", "jira-cloud", "linear", "asana", "trello"}
    assert all(hooks.source.startswith("https://") for hooks in described.values())
