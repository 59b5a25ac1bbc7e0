"""What a customer is asked for, as the spec of the version says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasklab.service.form import read_form
from tasklab.unified.error import ValidationError

SPECS = Path(__file__).parents[2] / "specs"


@pytest.fixture
def form():
    return read_form(SPECS, "microsoft-todo", "v1.0")


def test_what_may_be_left_out_says_what_it_is_then(form):
    tenant, secret = (next(each for each in form.fields if each.name == name) for name in ("tenant", "client_secret"))
    assert (tenant.is_required, tenant.default) == (False, "common")
    assert (secret.type, secret.default) == ("secret", None)


def test_a_default_is_not_kept_as_if_it_were_given(form):
    given = {each.name: "x" for each in form.fields if each.is_required}
    assert form.require_filled(given, None) == given


@pytest.mark.parametrize(
    ("change", "words", "pointer"),
    [
        ({"colour": "red"}, "there is no parameter 'colour'; there are", "/parameters/colour"),
        ({"tenant": 5}, "is text", "/parameters/tenant"),
        ({"tenant": "a\nb"}, "cannot hold a line break", "/parameters/tenant"),
        ({"tenant": "a" * 4097}, "is longer than 4096 letters", "/parameters/tenant"),
        ({"client_id": ""}, "is missing", "/parameters/client_id"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(form, change, words, pointer):
    given = {each.name: "x" for each in form.fields if each.is_required} | change
    with pytest.raises(ValidationError, match=words) as caught:
        form.require_filled(given, None)
    assert caught.value.pointer == pointer
