"""How a platform's twin is reached, as its file says."""

from __future__ import annotations

import pytest

from tasklab.spec.folder import SpecFolder
from tasklab.spec.problem import InvalidSpecError
from tasklab.verify.binding import find_binding


def _write(specs, text):
    folder = specs / "desk"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "twin.yaml").write_text(text)


def test_a_platform_without_the_file_has_no_twin(tmp_path):
    assert find_binding(tmp_path, "desk") is None


def test_a_version_is_called_as_the_file_says_or_as_it_is(tmp_path):
    _write(tmp_path, 'versions: {"3.14": ghes-3.14}\nparameters: {token: "{token}"}\n')
    binding = find_binding(tmp_path, "desk")
    assert binding.find_version("3.14") == "ghes-3.14"
    assert binding.find_version("3.19") == "3.19"


def test_a_connection_is_made_of_the_account_and_the_address(tmp_path):
    _write(tmp_path, 'parameters: {site: "{address}/api", token: "{api_token}", kind: plain}\n')
    made = find_binding(tmp_path, "desk").connection({"api_token": "t0", "user": "u"}, "https://desk.example")
    assert made == {"site": "https://desk.example/api", "token": "t0", "kind": "plain"}
    with pytest.raises(KeyError):
        find_binding(tmp_path, "desk").connection({}, "https://desk.example")


def test_a_fact_has_another_name_or_is_none_here(tmp_path):
    _write(tmp_path, "parameters: {token: t}\nfacts: {project_id: team_id, second_user_id: null}\n")
    assert find_binding(tmp_path, "desk").facts == {"project_id": "team_id", "second_user_id": None}


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("parameters: {}\n", "value", 1),
        ("parameters: {token: t}\nstrict: true\n", "unknown-key", 2),
        ("options: {a: b}\n", "missing-key", 1),
        ('parameters: {token: t}\n"is_strict": "yes"\n', "type", 2),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path, text, rule, line):
    _write(tmp_path, text)
    with pytest.raises(InvalidSpecError) as caught:
        find_binding(tmp_path, "desk")
    (problem,) = caught.value.errors
    assert (problem.rule, problem.place.line) == (rule, line)


def test_the_file_is_no_version(tmp_path):
    _write(tmp_path, 'parameters: {token: "{token}"}\n')
    assert SpecFolder(tmp_path).names() == ()
