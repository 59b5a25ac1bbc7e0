from __future__ import annotations

from pathlib import Path

import pytest

from tasklab.spec.problem import RULES, InvalidSpecError
from tasklab.watch.config import find_platforms, load_platform, parse_platform
from tasklab.watch.source.kind import find_kinds, load_kind

SPECS = Path(__file__).parents[2] / "specs"
GOOD = """\
platform: p
name: P
summary: A product.
kind: product
watch:
  scheme: dotted
  track: minor
  since: "2.10"
  sources:
    - {source: package_index, which: p}
"""


def test_a_platforms_file_says_how_its_releases_are_watched():
    config = parse_platform(GOOD.encode(), "specs/p/platform.yaml")

    assert config.watch.since == "2.10"
    assert [source.name for source in config.watch.sources] == ["package_index p"]
    assert config.level == "server"


@pytest.mark.parametrize("path", find_platforms(SPECS), ids=lambda path: path.parent.name)
def test_every_platforms_file_of_the_repository_is_sound(path):
    config = load_platform(path)

    assert config.platform == path.parent.name
    assert (config.kind == "protocol") == (config.watch is None)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("scheme: dotted", "scheme: roman", 6, "'dotted', 'pep440', 'semver' or 'date'"),
        ("source: package_index", "source: oracle", 10, "no source kind 'oracle'; expected one of debian, endoflife"),
        ('since: "2.10"', "since: next", 6, "'next' is not a version"),
        ("which: p}", "which: p, pattern: 'v(.*)'}", 10, "a group named `version`"),
        ("which: p}", "which: p, pattern: '('}", 10, "not a regular expression"),
        ("which: p}", "which: p}\n    - {source: package_index, which: p}", 6, "the same source twice"),
        ("kind: product", "kind: protocol", 1, "no releases to `watch`"),
        ("summary: A product.", "sumary: A product.", 3, "unknown key 'sumary'"),
        ('since: "2.10"', "since: 2.10", 8, "valid string"),
        ('since: "2.10"', 'since: "2.10"\n  left_out: {"3.0.1": {because: b, source: s}}', 6, "tracked; write '3.0'"),
        ('since: "2.10"', 'since: "2.10"\n  left_out: {"3.0": {because: b}}', 9, "source"),
    ],
)
def test_a_mistake_is_named_with_its_line(old, new, line, said):
    with pytest.raises(InvalidSpecError) as caught:
        parse_platform(GOOD.replace(old, new).encode(), "specs/p/platform.yaml")

    assert any(str(error).startswith(f"specs/p/platform.yaml:{line}:") for error in caught.value.errors)
    assert said in str(caught.value)
    assert all(error.rule in RULES for error in caught.value.errors)


def test_a_product_without_watch_is_refused():
    with pytest.raises(InvalidSpecError, match="a product needs `watch`"):
        parse_platform(GOOD.partition("watch:")[0].encode(), "f")


def test_the_folder_has_the_platforms_name(tmp_path):
    (tmp_path / "q").mkdir()
    (tmp_path / "q/platform.yaml").write_text(GOOD)

    with pytest.raises(InvalidSpecError, match="as the folder is named"):
        load_platform(tmp_path / "q/platform.yaml")


def test_every_kind_of_source_can_be_loaded_and_has_a_test():
    assert find_kinds() == ["debian", "endoflife", "feed", "github_releases", "github_tags", "package_index", "stated"]
    for name in find_kinds():
        assert callable(load_kind(name).fetch_releases)
        assert isinstance(load_kind(name).LISTS_ALL, bool)
