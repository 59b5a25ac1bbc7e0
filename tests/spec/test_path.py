from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.spec.expression import ExpressionError
from tasklab.spec.path import (
    Chosen,
    DavPath,
    Every,
    Index,
    Key,
    Members,
    Named,
    Others,
    Path,
    parse_dav_path,
    parse_path,
    render_path,
)

NAMES = st.from_regex(r"[a-z_]+", fullmatch=True)
LOOSE = st.builds(Named, NAMES) | st.builds(Chosen, NAMES, NAMES)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (".", ()),
        ("id", (Key("id"),)),
        ("status.id", (Key("status"), Key("id"))),
        ("labels[].name", (Key("labels"), Every(), Key("name"))),
        ("result[0]", (Key("result"), Index(0))),
        ("[0].C:calendar-home-set/D:href", (Index(0), Key("C:calendar-home-set/D:href"))),
        ("[][1]", (Every(), Index(1))),
        ('data."@etag"', (Key("data"), Key("@etag"))),
        ('"a.b"."say \\"x\\""', (Key("a.b"), Key('say "x"'))),
        ("data.@link", (Key("data"), Key("@link"))),
        ("fields.*", (Key("fields"), Members())),
        ("*", (Members(),)),
        ('fields."*".a', (Key("fields"), Key("*"), Key("a"))),
        ("a.{status_property}.b[]", (Key("a"), Named("status_property"), Key("b"), Every())),
        ("a.{id=title}.b", (Key("a"), Chosen("id", "title"), Key("b"))),
        ("a.{*}", (Key("a"), Others())),
    ],
)
def test_a_path_is_parsed_into_steps(text, steps):
    assert parse_path(text) == Path(steps)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "a.",
        ".a",
        "a..b",
        "a[x]",
        "a[",
        "a]",
        "a b",
        'a"b"',
        "a.[0]",
        '"open',
        "{}",
        "{a",
        "a.{*}.b",
        "{a b}",
        "{a}{b}",
        "a.*.b",
        "*[0]",
        "a.**.b.",
    ],
)
def test_a_bad_path_is_refused(text):
    with pytest.raises(ExpressionError) as caught:
        parse_path(text)
    assert repr(text) in str(caught.value)


@given(
    st.lists(st.one_of(st.builds(Key, st.text()), st.builds(Index, st.integers(0, 999)), st.just(Every()), LOOSE)),
    st.sampled_from([(), (Members(),), (Others(),)]),
)
def test_rendering_and_parsing_are_inverse(steps, end):
    path = Path((*steps, *end))
    assert parse_path(render_path(path)) == path


@given(st.text())
def test_nothing_but_expression_errors_is_raised(text):
    for parse in (parse_path, parse_dav_path):
        with suppress(ExpressionError):
            parse(text)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("href", DavPath("href")),
        ("etag", DavPath("etag")),
        (".", DavPath("whole")),
        ("DUE", DavPath("property", ("DUE",))),
        ("X-APPLE-SORT-ORDER", DavPath("property", ("X-APPLE-SORT-ORDER",))),
        ("CATEGORIES[]", DavPath("property", ("CATEGORIES",), is_many=True)),
        ("D:x/D:href", DavPath("element", ("D:x", "D:href"))),
        ("D:x/D:href[]", DavPath("element", ("D:x", "D:href"), is_many=True)),
        ("C:x/C:comp@name", DavPath("element", ("C:x", "C:comp@name"))),
        ("C:x/C:comp@name[]", DavPath("element", ("C:x", "C:comp@name"), is_many=True)),
    ],
)
def test_a_dav_path_is_parsed(text, path):
    assert parse_dav_path(text) == path


@pytest.mark.parametrize("text", ["", "displayname", "Q:name", "D:a//D:b", "due", "D:"])
def test_a_bad_dav_path_is_refused(text):
    with pytest.raises(ExpressionError):
        parse_dav_path(text)
