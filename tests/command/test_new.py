from __future__ import annotations

import pytest

from tasklab.advance.judgement import find_todo


def test_a_new_platform_is_valid_generates_and_cannot_pass_the_gate(lab, tasklab):
    assert tasklab("new", "platform", "chair-lift")[0] == 0

    assert tasklab("lint", "chair-lift") == (0, "no problems\n")
    assert tasklab("generate")[0] == 0
    assert find_todo(lab.workspace, "chair-lift", "1.0")
    assert tasklab("gate", "chair-lift", "1.0")[0] == 2


def test_a_platform_of_dated_changes_is_a_cloud_whose_releases_are_stated(lab, tasklab):
    assert tasklab("new", "platform", "chair-lift", "--since", "2027-01-31")[0] == 0

    folder = lab.workspace.specs / "chair-lift"
    assert "kind: dated" in (folder / "2027-01-31.yaml").read_text()
    text = (folder / "platform.yaml").read_text()
    assert "kind: cloud" in text
    assert "scheme: date" in text
    assert "source: stated" in text
    assert tasklab("lint", "chair-lift") == (0, "no problems\n")
    assert tasklab("new", "version", "chair-lift", "2027-06-30")[0] == 0


def test_a_platform_begins_beside_what_its_vendor_describes(lab, tasklab):
    lock = lab.workspace.specs / "chair-lift" / "vendor.lock"
    lock.parent.mkdir()
    lock.write_text("platform: chair-lift\n")

    assert tasklab("new", "platform", "chair-lift")[0] == 0
    assert lock.read_text() == "platform: chair-lift\n"
    assert tasklab("new", "platform", "chair-lift")[0] == 64


@pytest.mark.parametrize("name", ["Chair", "chair_lift", "../chair", "-", ""])
def test_a_platform_needs_a_name_that_can_be_one(lab, tasklab, name):
    before = sorted(lab.workspace.root.rglob("*.yaml"))

    assert tasklab("new", "platform", "--", name)[0] == 64
    assert sorted(lab.workspace.root.rglob("*.yaml")) == before


def test_a_platform_that_is_there_is_left_alone(lab, tasklab):
    code, output = tasklab("new", "platform", "desk")

    assert code == 64
    assert "is there already" in output


def test_a_new_version_stands_on_the_newest_lower_one(lab, tasklab):
    lab.add_release("1.10", 1)

    assert tasklab("new", "version", "desk", "1.10")[0] == 0

    text = lab.spec("1.10").read_text()
    assert 'version: "1.10"' in text
    assert 'extends: "1.1"' in text
    assert "released: " in text
    assert tasklab("lint", "desk") == (0, "no problems\n")
    assert find_todo(lab.workspace, "desk", "1.10")


def test_a_version_may_come_before_its_release(lab, tasklab):
    assert tasklab("new", "version", "desk", "2.0", "--extends", "1.0")[0] == 0

    text = lab.spec("2.0").read_text()
    assert 'extends: "1.0"' in text
    assert "released: " not in text
    assert tasklab("lint", "desk")[0] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("desk", "1.1"), "is there already"),
        (("desk", "1.2", "--extends", "9.9"), "there are 1.0, 1.1"),
        (("desk", "../9"), "expected letters"),
        (("desk", "soon"), "not a version"),
        (("dusk", "1.0"), "no platform dusk"),
    ],
)
def test_a_version_that_cannot_be_started_is_a_usage_error(lab, tasklab, words, told):
    code, output = tasklab("new", "version", *words)

    assert code == 64
    assert told in output
