from __future__ import annotations

import pytest

from tasklab.spec.folder import SpecFolder, SpecName
from tasklab.spec.node import find_node, plain
from tasklab.spec.problem import InvalidSpecError


def refused(folder, platform, version):
    with pytest.raises(InvalidSpecError) as caught:
        SpecFolder(folder).resolve(SpecName(platform, version))
    (error,) = caught.value.errors
    return error


def test_a_version_stands_on_the_one_before(write):
    write("p/1.0.yaml", 'version: "1.0"\nkind: product\nsource: a\nrpc: {path: /a}\nentities: {x: 1, y: 2}\n')
    folder = write("p/1.1.yaml", 'version: "1.1"\nextends: "1.0"\nentities: {y: null, z: 3}\n')
    resolved = SpecFolder(folder).resolve(SpecName("p", "1.1"))
    assert plain(resolved.root) == {
        "platform": "p",
        "version": "1.1",
        "extends": "1.0",
        "kind": "product",
        "rpc": {"path": "/a"},
        "entities": {"x": 1, "z": 3},
    }
    assert resolved.chain == (SpecName("p", "1.1"), SpecName("p", "1.0"))
    assert find_node(resolved.root, ("rpc", "path"))[0].place.file == "p/1.0.yaml"
    assert find_node(resolved.root, ("entities", "z"))[0].place.file == "p/1.1.yaml"


@pytest.mark.parametrize("key", ["changes", "todo", "source", "released"])
def test_what_is_said_about_one_version_is_not_inherited(write, key):
    write("p/1.yaml", f'version: "1"\n{key}: x\nconnection: c\n')
    folder = write("p/2.yaml", 'version: "2"\nextends: "1"\n')
    root = plain(SpecFolder(folder).resolve(SpecName("p", "2")).root)
    assert key not in root
    assert root["connection"] == "c"


def test_from_another_folder_the_kind_is_not_inherited_either(write):
    write("caldav/rfc4791.yaml", "version: rfc4791\nkind: protocol\nconnection: c\n")
    folder = write("radicale/2.1.yaml", 'version: "2.1"\nextends: caldav/rfc4791\n')
    root = plain(SpecFolder(folder).resolve(SpecName("radicale", "2.1")).root)
    assert (root["platform"], root.get("kind"), root["connection"]) == ("radicale", None, "c")


def test_a_patch_adds_to_a_short_form(write):
    write("p/1.yaml", 'version: "1"\nentities: {task: {fields: {title: subject}}}\n')
    folder = write("p/2.yaml", 'version: "2"\nextends: "1"\nentities: {task: {fields: {title: {max_length: 9}}}}\n')
    root = plain(SpecFolder(folder).resolve(SpecName("p", "2")).root)
    assert root["entities"]["task"]["fields"]["title"] == {"path": "subject", "max_length": 9}


def test_a_null_that_removes_nothing_is_a_problem_of_every_version_that_has_it(write):
    write("p/1.yaml", 'version: "1"\nmethods: {a: {json: {x: 1}}}\n')
    write("p/2.yaml", 'version: "2"\nextends: "1"\nmethods: {a: {json: {parent: null}}}\n')
    folder = write("p/3.yaml", 'version: "3"\nextends: "2"\n')
    (problem,) = SpecFolder(folder).resolve(SpecName("p", "3")).problems
    assert (problem.place.file, problem.rule, problem.key_text) == (
        "p/2.yaml",
        "removes-nothing",
        "methods.a.json.parent",
    )
    assert "{literal: null}" in problem.expected


def test_in_a_file_that_extends_nothing_null_is_null(write):
    folder = write("p/1.yaml", 'version: "1"\nmethods: {a: {json: {parent: null}}}\n')
    resolved = SpecFolder(folder).resolve(SpecName("p", "1"))
    assert resolved.problems == ()
    assert plain(resolved.root)["methods"]["a"]["json"] == {"parent": None}


@pytest.mark.parametrize("key", ["version", "extends"])
def test_a_version_without_quotes_is_told_to_be_quoted(write, key):
    other = {"version": "extends", "extends": "version"}[key]
    write("p/6.10.yaml", 'version: "6.10"\n')
    name = "6.10" if key == "version" else "7.0"
    folder = write(f"p/{name}.yaml", f'{key}: 6.10\n{other}: "7.0"\n')
    error = refused(folder, "p", name)
    assert (error.rule, error.place.line, error.place.column, error.key) == ("version", 1, len(key) + 3, (key,))
    assert (error.found, error.expected) == ("6.10 without quotes, which YAML reads as 6.1", f'`{key}: "6.10"`')


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('version: "5.1"\n', "version"),
        ("kind: product\n", "missing-key"),
        ("version: [1]\n", "version"),
        ("version: null\n", "version"),
        ("version: 5\n", "version"),
        ('version: "5.0"\nplatform: q\n', "platform"),
        ('version: "5.0"\nplatform: {a: 1}\n', "platform"),
        ('version: "5.0"\nextends: [a]\n', "version"),
        ('version: "5.0"\nextends: ../../etc/passwd\n', "extends"),
        ('version: "5.0"\nextends: /etc/passwd\n', "extends"),
        ('version: "5.0"\nextends: q/../p/4.0\n', "extends"),
        ('version: "5.0"\nextends: ""\n', "extends"),
        ('version: "5.0"\nextends: "5.0"\n', "extends"),
    ],
)
def test_a_version_is_the_name_of_its_file_and_stands_on_a_file_of_the_folder(write, text, rule):
    error = refused(write("p/5.0.yaml", text), "p", "5.0")
    assert (error.rule, error.place.file) == (rule, "p/5.0.yaml")


def test_a_missing_parent_is_told_with_the_nearest_version(write):
    write("p/5.0.yaml", 'version: "5.0"\n')
    write("p/5.10.yaml", 'version: "5.10"\n')
    folder = write("p/6.0.yaml", 'version: "6.0"\nextends: "5.1"\n')
    error = refused(folder, "p", "6.0")
    assert (error.found, error.expected) == ("no spec p/5.1.yaml", "one of 5.0, 5.10")
    assert error.nearest == "5.10"
    assert (error.place.line, error.place.column) == (2, 10)


def test_a_missing_folder_is_told_with_the_nearest_platform(write):
    write("caldav/rfc4791.yaml", "version: rfc4791\n")
    folder = write("radicale/3.yaml", 'version: "3"\nextends: cal-dav/rfc4791\n')
    assert refused(folder, "radicale", "3").nearest == "caldav"


def test_versions_that_extend_each_other_in_a_circle_are_told_with_the_circle(write):
    write("p/1.yaml", 'version: "1"\nextends: q/3\n')
    write("p/2.yaml", 'version: "2"\nextends: "1"\n')
    folder = write("q/3.yaml", 'version: "3"\nextends: p/2\n')
    error = refused(folder, "p", "1")
    assert "p/1 → q/3 → p/2 → p/1" in error.found
    folder = write("p/4.yaml", 'version: "4"\nextends: "2"\n')
    assert refused(folder, "p", "4").rule == "extends"


def test_a_chain_of_many_versions_is_resolved(write):
    write("p/1.yaml", 'version: "1"\nrpc: {path: /}\n')
    for number in range(2, 150):
        folder = write(f"p/{number}.yaml", f'version: "{number}"\nextends: "{number - 1}"\n')
    resolved = SpecFolder(folder).resolve(SpecName("p", "149"))
    assert len(resolved.chain) == 149
    assert plain(resolved.root)["rpc"] == {"path": "/"}


def test_a_chain_without_end_is_refused(write):
    for number in range(1, 300):
        folder = write(f"p/{number}.yaml", f'version: "{number}"\nextends: "{number - 1}"\n')
    assert "too long a chain" in refused(folder, "p", "299").found


@pytest.mark.parametrize("file", ["P/1.yaml", "a--b/1.yaml", "a_b/1.yaml", "p/-1.yaml", "p/1 0.yaml", "p/é.yaml"])
def test_odd_names_of_files_and_folders_are_refused(write, file):
    platform, _, name = file.partition("/")
    assert refused(write(file, "version: x\n"), platform, name.removesuffix(".yaml")).rule in ("platform", "version")


def test_the_folder_knows_its_versions(write):
    write("p/platform.yaml", "platform: p\n")
    write("p/1.yaml", "")
    folder = write("a/2.yaml", "")
    assert SpecFolder(folder).names() == (SpecName("a", "2"), SpecName("p", "1"))
    assert SpecFolder(folder / "nowhere").names() == ()
