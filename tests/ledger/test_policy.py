from __future__ import annotations

import pytest

from tasklab.ledger.policy import CORE_METHODS, Policy, PolicyError, load_policy


def test_without_a_file_the_policy_is_the_strict_default(tmp_path):
    policy = load_policy(tmp_path / "tasklab.toml")

    assert policy == Policy()
    assert (policy.default.level, policy.default.required, len(CORE_METHODS)) == ("server", CORE_METHODS, 20)


def test_a_platform_may_have_its_own(tmp_path):
    path = tmp_path / "tasklab.toml"
    path.write_text('[other]\nx=1\n[policy]\noverdue_blocks=true\n[policy.platform.asana]\nlevel="twin"\n')
    policy = load_policy(path)

    assert policy.overdue_blocks
    assert policy.find("asana", "1").level == "twin"
    assert policy.find("radicale", "3.9").level == "server"


def test_a_version_may_need_another_level(tmp_path):
    path = tmp_path / "tasklab.toml"
    required = sorted(CORE_METHODS | {"attachment.list"})
    path.write_text(f'[policy.platform.trac]\nrequired={required}\n[policy.platform.trac.versions]\n"1.4"="twin"\n')
    policy = load_policy(path)

    assert [policy.find("trac", version).level for version in ("1.2", "1.4")] == ["server", "twin"]
    assert policy.find("trac", "1.4").required == frozenset(required)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[policy\n", "cannot be read as TOML"),
        ('[policy.default]\nlevel="gold"\n', "policy.default.level"),
        ('[policy.default]\nrequired=["task.fly"]\n', "not in the catalogue: task.fly"),
        ('[policy.default]\nrequired=["task.list"]\n', "core methods are always required"),
        ("[policy]\nlevle=1\n", "policy.levle"),
        ("policy=3\n", "policy"),
        ('[policy.platform.trac.versions]\n"1.4"="gold"\n', "policy.platform.trac.versions.1.4"),
    ],
)
def test_a_policy_that_cannot_be_read_is_an_error_and_not_a_default(tmp_path, text, said):
    path = tmp_path / "tasklab.toml"
    path.write_text(text)

    with pytest.raises(PolicyError, match=r"tasklab\.toml") as caught:
        load_policy(path)
    assert said in str(caught.value)


def test_levels_are_ordered():
    policy = Policy().default

    assert [policy.is_enough(level) for level in ("twin", "recorded", "server", "live")] == [False, False, True, True]
