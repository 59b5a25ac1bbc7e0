from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.driver.redaction import MASK, Redactor

SECRET = st.text(st.characters(codec="utf-8"), min_size=4).filter(lambda text: text not in MASK)


@given(SECRET, st.text(st.characters(codec="utf-8")))
def test_a_secret_is_found_in_every_form_it_travels_in(secret, around):
    redactor = Redactor([secret])
    for form in (secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]):
        assert redactor.redact(f"<{form}>") == f"<{MASK}>"
        assert redactor.redact_body(f"<{form}>".encode()) == f"<{MASK}>".encode()
    assert secret not in redactor.redact(around + secret + around).replace(MASK, "\0")


def test_of_two_secrets_the_longer_is_masked_whole():
    assert Redactor(["ab", "abcd"]).redact("abcd ab") == f"{MASK} {MASK}"


def test_nothing_is_lost_without_secrets():
    assert Redactor([""]).redact("text") == "text"
    assert Redactor([]).redact_body(b"\xff\x00") == b"\xff\x00"


def test_bytes_that_are_no_text_stay_as_they_are():
    assert Redactor(["key"]).redact_body(b"\xff key \xfe") == b"\xff " + MASK.encode() + b" \xfe"


def test_headers_that_carry_credentials_are_masked_whole():
    pairs = Redactor(["key"]).redact_pairs([("authorization", "Basic x"), ("Set-Cookie", "a=b"), ("X", "a key")])
    assert pairs == (("authorization", MASK), ("Set-Cookie", MASK), ("X", f"a {MASK}"))


def test_it_shows_none_itself():
    assert "hunter" not in repr(Redactor(["hunter"]))
