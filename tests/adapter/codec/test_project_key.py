"""Keys of projects and of tasks in them."""

from __future__ import annotations

import pytest

from tasklab.adapter.codec.project_key import encode_project_key, encode_task_key
from tasklab.unified.error import UnsupportedFieldError, ValidationError

START = "https://acme.example/browse/"


@pytest.mark.parametrize("key", ["web", "W", "1WEB", "WEB-1", "WEB\n", ""])
def test_a_key_of_another_form_is_refused(key):
    with pytest.raises(UnsupportedFieldError):
        encode_project_key(key, "key")


@pytest.mark.parametrize(
    ("text", "key"), [("WEB-142", "WEB-142"), (f"{START}WEB-142", "WEB-142"), ("10001", "10001"), ("web-1", "web-1")]
)
def test_a_task_is_named_by_its_key_or_its_address(text, key):
    assert encode_task_key([text, START], "reference") == key


@pytest.mark.parametrize("text", ["", "WEB", "WEB-0", "https://other.example/browse/WEB-1", f"{START}../WEB-1", "a/b"])
def test_what_names_no_task_here_is_refused(text):
    with pytest.raises(ValidationError):
        encode_task_key([text, START], "reference")
