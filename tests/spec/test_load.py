from __future__ import annotations

import os

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasklab.spec.folder import SpecFolder, SpecName
from tasklab.spec.load import (
    check_specs,
    find_cache_dir,
    find_specs,
    find_specs_dir,
    load_spec,
    load_specs,
    natural_key,
)
from tasklab.spec.problem import InvalidSpecError, Place


def test_a_spec_is_loaded_with_its_digest_its_files_and_its_places(write, valid):
    write("p/5.0.yaml", valid)
    folder = write(
        "p/6.0.yaml", 'version: "6.0"\nextends: "5.0"\nentities:\n  task:\n    fields:\n      due: {codec: moment}\n'
    )
    loaded = load_spec(folder, "p", "6.0")
    assert loaded.spec.entities["task"].fields["due"].codec == "moment"
    assert loaded.spec.entities["task"].fields["due"].path == "due_date"
    assert (loaded.spec.platform, loaded.spec.version, loaded.spec.extends) == ("p", "6.0", "5.0")
    assert (loaded.spec.released, loaded.spec.source) == (None, None)
    assert loaded.files == ("p/6.0.yaml", "p/5.0.yaml")
    assert loaded.previous == SpecName("p", "5.0")
    assert loaded.positions["entities", "task", "fields", "due", "codec"] == Place("p/6.0.yaml", 6, 13)
    assert loaded.positions["entities", "task", "fields", "due", "path"].file == "p/5.0.yaml"
    assert loaded.digest.startswith("sha256:")
    assert loaded.digest != load_spec(folder, "p", "5.0").digest


def test_a_spec_says_the_same_whatever_its_layout(write, valid):
    one = load_spec(write("p/5.0.yaml", valid), "p", "5.0")
    tree = yaml.load(valid, Loader=yaml.BaseLoader)
    tree = {key: tree[key] for key in sorted(tree, reverse=True)}
    assert tree["version"] == "5.0"
    reordered = "# another comment\n" + "\n".join(part for key in tree for part in [_part(valid, key)] if part)
    other = load_spec(write("p/5.0.yaml", reordered), "p", "5.0")
    assert other.digest == one.digest
    assert other.spec == one.spec
    assert list(other.spec.methods) == list(one.spec.methods)


def _part(text: str, key: str) -> str:
    """Return the lines of one top-level key."""
    lines = text.splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith(f"{key}:"))
    after = (index for index in range(start + 1, len(lines)) if not lines[index].startswith(" "))
    return "\n".join(lines[start : next(after, len(lines))])


def test_what_is_loaded_from_the_cache_is_what_was_loaded_without(write, valid, tmp_path):
    folder = write("p/5.0.yaml", valid)
    cache = tmp_path / "cache"
    fresh = load_spec(folder, "p", "5.0")
    load_spec(folder, "p", "5.0", cache)
    cached = load_spec(folder, "p", "5.0", cache)
    assert (cached.digest, cached.canonical, cached.chain) == (fresh.digest, fresh.canonical, fresh.chain)
    assert cached.spec == fresh.spec
    assert cached.positions == fresh.positions


def test_the_cache_is_used_and_every_file_of_the_chain_counts(write, valid, tmp_path, monkeypatch):
    write("p/5.0.yaml", valid)
    folder = write("p/6.0.yaml", 'version: "6.0"\nextends: "5.0"\n')
    cache = tmp_path / "cache"
    before = load_spec(folder, "p", "6.0", cache)
    with monkeypatch.context() as patched:
        patched.setattr("tasklab.spec.folder.parse_source", None)
        assert load_spec(folder, "p", "6.0", cache).digest == before.digest
    write("p/5.0.yaml", valid.replace("max: 100", "max: 50"))
    after = load_spec(folder, "p", "6.0", cache)
    assert after.digest != before.digest
    assert after.spec.paging.max == 50
    write("p/5.0.yaml", valid.replace("max: 100", "max: 0"))
    with pytest.raises(InvalidSpecError):
        load_spec(folder, "p", "6.0", cache)


def test_another_language_forgets_the_cache(write, valid, tmp_path, monkeypatch):
    folder = write("p/5.0.yaml", valid)
    cache = tmp_path / "cache"
    load_spec(folder, "p", "5.0", cache)
    monkeypatch.setattr("tasklab.spec.cache.language_digest", lambda: "another")
    monkeypatch.setattr("tasklab.spec.folder.parse_source", None)
    with pytest.raises(TypeError):
        load_spec(folder, "p", "5.0", cache)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b"\xff", b'{"chain": []}', b'{"chain": [["p", "9"]]}'])
def test_a_damaged_cache_is_no_cache(write, valid, tmp_path, damage):
    folder = write("p/5.0.yaml", valid)
    cache = tmp_path / "cache"
    digest = load_spec(folder, "p", "5.0", cache).digest
    (cache / "p" / "5.0.json").write_bytes(damage)
    assert load_spec(folder, "p", "5.0", cache).digest == digest


def test_a_cache_that_cannot_be_written_is_no_error(write, valid, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder would be")
    assert load_spec(write("p/5.0.yaml", valid), "p", "5.0", tmp_path / "cache").digest


def test_nothing_is_left_behind_by_a_spec_with_problems(write, tmp_path):
    folder = write("p/5.0.yaml", 'version: "5.0"\n')
    with pytest.raises(InvalidSpecError):
        load_spec(folder, "p", "5.0", tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_all_problems_of_all_files_are_told_at_once(write, valid):
    write("a/1.yaml", b"\xff")
    write("b/1.yaml", 'version: "1"\nextends: "0"\n')
    write("c/5.0.yaml", valid.replace("codec: day}", "codec: dai}").replace("max: 100", "max: 0"))
    write("d/1.yaml", "version: 1.0\n")
    folder = write("e/5.0.yaml", valid)
    errors = check_specs(SpecFolder(folder))
    assert [(error.place.file, error.rule) for error in errors] == [
        ("a/1.yaml", "encoding"),
        ("b/1.yaml", "extends"),
        ("c/5.0.yaml", "value"),
        ("d/1.yaml", "version"),
    ]
    with pytest.raises(InvalidSpecError) as caught:
        load_specs(folder)
    assert caught.value.errors == errors
    assert [loaded.name for loaded in load_specs(folder, [SpecName("e", "5.0")])] == [SpecName("e", "5.0")]


def test_a_file_that_nobody_would_read_is_told(write, valid):
    write("p/5.0.yaml", valid)
    write("p/5.1.yml", valid)
    folder = write("6.0.yaml", valid)
    assert [(error.place.file, error.rule) for error in check_specs(SpecFolder(folder))] == [
        ("6.0.yaml", "file"),
        ("p/5.1.yml", "file"),
    ]


def test_versions_come_in_the_order_they_extend_each_other(write):
    parents = {"6.10": "6.9", "6.9": "6.1", "6.1": None, "7.0": "6.10", "6.1.1": "6.1", "10.0": None, "2.0": None}
    for version, parent in parents.items():
        extends = f'extends: "{parent}"\n' if parent else "extends: q/x\n"
        write(f"p/{version}.yaml", f'version: "{version}"\n{extends}')
    folder = write("q/x.yaml", "version: x\n")
    versions = [name.version for name in find_specs(folder) if name.platform == "p"]
    assert versions == ["2.0", "6.1", "6.1.1", "6.9", "6.10", "7.0", "10.0"]
    assert find_specs(folder)[-1] == SpecName("q", "x")


def test_versions_are_counted_as_people_count():
    versions = ["6.10", "6.9", "6.9-rc1", "2025-09-03", "rfc4791", "10.0", "6.9.1"]
    assert sorted(versions, key=natural_key) == ["rfc4791", "6.9", "6.9-rc1", "6.9.1", "6.10", "10.0", "2025-09-03"]


def test_the_folder_of_specs_is_that_of_the_checkout(tmp_path):
    (tmp_path / "repo" / "specs").mkdir(parents=True)
    (tmp_path / "repo" / "connectors" / "deep").mkdir(parents=True)
    assert find_specs_dir(tmp_path / "repo" / "connectors" / "deep") == tmp_path / "repo" / "specs"
    assert find_cache_dir(tmp_path / "repo" / "specs") == tmp_path / "repo" / ".tasklab" / "spec"
    assert find_cache_dir(tmp_path / "elsewhere" / "specs") is None


def test_without_a_checkout_the_specs_of_the_package_count(tmp_path, monkeypatch):
    package = tmp_path / "site" / "tasklab"
    (package / "_bundle" / "specs").mkdir(parents=True)
    monkeypatch.setattr("tasklab.__file__", os.fspath(package / "__init__.py"))
    assert find_specs_dir(tmp_path) == package / "_bundle" / "specs"
    (package / "_bundle" / "specs").rmdir()
    with pytest.raises(FileNotFoundError, match="no folder `specs`"):
        find_specs_dir(tmp_path)


WORDS = st.sampled_from(
    ["version: '1'\n", "kind: product\n", "extends: '1'\n", "extends: q/2\n", "methods: ", "{task.get: ", "{get: /}",
     "}", "\n", "  ",
     "entities: {task: {fields: {id: $x, title: '{a'}}}\n", "[", "&a ", "*a", "null", "6.10", "\t",
     "# x\n",
     "connection: {parameters: {a: {type: url, title: b}}, base_url: '{+a}', auth: {kind: none}}\n", "steps: ",
     "remember: {a: {steps: [], value: $b}, b: {steps: [], value: $a}}\n", "errors: [{kind: x, matches: '('}]\n"]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=60), st.lists(WORDS, max_size=25).map(lambda words: "".join(words).encode())))
def test_any_bytes_give_a_spec_or_problems(write, data):
    write("q/2.yaml", b"version: '2'\nextends: p/1\n")
    with pytest.raises(InvalidSpecError) as caught:
        load_spec(write("p/1.yaml", data), "p", "1")
    assert all(error.place.file == "p/1.yaml" or error.rule == "extends" for error in caught.value.errors)
