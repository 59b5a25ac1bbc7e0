"""Who gets in, and who may do what."""

from __future__ import annotations

import base64

import msgspec
import pytest
from tests.twin.sample import ADMIN, Kanboard

from tasklab.adapter.message import Request

UNAUTHORIZED = {"jsonrpc": "2.0", "error": {"code": 401, "message": "Unauthorized"}, "id": None}
FORBIDDEN = {"jsonrpc": "2.0", "error": {"code": 403, "message": "Forbidden"}, "id": None}


@pytest.mark.parametrize(
    "user", [(), ("jsonrpc", "wrong"), ("admin", "wrong"), ("nobody", "admin"), ("admin", ""), ("", "")]
)
def test_wrong_credentials_are_401_with_a_challenge(kanboard, user):
    response = kanboard.send({"jsonrpc": "2.0", "method": "getVersion", "id": 1}, user)

    assert response.status == 401
    assert msgspec.json.decode(response.body) == UNAUTHORIZED
    assert response.headers["www-authenticate"] == 'Basic realm="JsonRPC"'


def test_credentials_are_looked_at_before_the_method_and_after_the_form(kanboard):
    assert kanboard.answer("foo", user=("a", "b"))[0] == 401
    assert kanboard.send(b"{}", ()).status == 200


def test_three_failures_lock_a_user_and_not_the_application(kanboard):
    for _ in range(3):
        assert kanboard.answer("getVersion", user=("admin", "wrong"))[0] == 401
        assert kanboard.answer("getVersion", user=("jsonrpc", "wrong"))[0] == 401

    assert kanboard.answer("getVersion", user=ADMIN)[0] == 401
    assert kanboard.answer("getVersion")[0] == 200


def test_a_success_forgives_failures(kanboard):
    for _ in range(3):
        for _ in range(2):
            kanboard.answer("getVersion", user=("admin", "wrong"))
        assert kanboard.answer("getVersion", user=ADMIN)[0] == 200


def test_a_disabled_user_stays_out(kanboard):
    user_id, ann = kanboard.user("ann")
    assert kanboard("getMe", user=ann)["id"] == user_id
    kanboard("disableUser", user_id)
    assert kanboard.answer("getMe", user=ann)[0] == 401
    kanboard("enableUser", user_id)
    assert kanboard.answer("getMe", user=ann)[0] == 200


def test_the_token_and_the_header_can_be_chosen():
    kanboard = Kanboard(options={"token": "mine", "header": "X-API-Auth"})
    value = base64.b64encode(b"jsonrpc:mine").decode()
    body = b'{"jsonrpc": "2.0", "method": "getVersion", "id": 1}'
    response = kanboard.twin.handle(
        Request(verb="POST", path="/jsonrpc.php", headers=(("x-api-auth", value),), body=body)
    )

    assert response.status == 200
    assert kanboard("getVersion")


@pytest.mark.parametrize(
    "method",
    ["getMe", "getMyDashboard", "getMyActivityStream", "getMyProjectsList", "getMyProjects", "getMyOverdueTasks"],
)
def test_the_application_has_no_procedures_of_its_own(kanboard, method):
    assert kanboard.answer(method) == (403, FORBIDDEN)
    assert kanboard.answer(method, user=ADMIN)[0] == 200


FOR_ADMINISTRATORS = {"getAllProjects", "getAllUsers", "getAllGroups", "getAllLinks", "getOverdueTasks"}


@pytest.mark.parametrize(
    ("app_role", "allowed"),
    [
        ("app-user", set()),
        ("app-manager", {"createProject"}),
        ("app-admin", {"createProject", *FOR_ADMINISTRATORS}),
    ],
)
def test_application_roles(kanboard, app_role, allowed):
    _, user = kanboard.user("ann", app_role=app_role)
    calls = {"createProject": ["P"]}
    names = ("createProject", *FOR_ADMINISTRATORS)

    assert {name for name in names if kanboard.answer(name, *calls.get(name, []), user=user)[0] == 200} == allowed


@pytest.mark.parametrize(
    ("role", "reads", "writes", "manages"),
    [
        ("project-viewer", 200, 403, 403),
        ("project-member", 200, 200, 403),
        ("project-manager", 200, 200, 200),
        (None, 403, 403, 403),
    ],
)
def test_project_roles(kanboard, role, reads, writes, manages):
    project_id, *_ = kanboard.board()
    task_id = kanboard("createTask", "T", project_id)
    _, user = kanboard.user("ann", None if role is None else project_id, role)

    assert kanboard.answer("getTask", task_id, user=user)[0] == reads
    assert kanboard.answer("getAllTasks", project_id, user=user)[0] == reads
    assert kanboard.answer("createTask", "U", project_id, user=user)[0] == writes
    assert kanboard.answer("createComment", task_id, 1, "c", user=user)[0] == writes
    assert kanboard.answer("addColumn", project_id, "C", user=user)[0] == manages
    assert kanboard.answer("updateProject", project_id, "B", user=user)[0] == manages


def test_an_administrator_is_no_member_by_that(kanboard):
    project_id, *_ = kanboard.board()

    assert kanboard.answer("getProjectById", project_id, user=ADMIN) == (403, FORBIDDEN)


def test_what_is_not_there_is_forbidden_to_a_user_and_null_to_the_application(kanboard):
    for method in ("getTask", "getColumn", "getCategory", "getComment", "getSubtask", "getTaskLinkById", "getTaskFile"):
        assert kanboard(method, 99) is None
        assert kanboard.answer(method, 99, user=ADMIN)[0] == 403


def test_a_role_comes_from_groups_too_and_the_highest_counts(kanboard):
    project_id, *_ = kanboard.board()
    user_id, ann = kanboard.user("ann")
    for name, role in (("Readers", "project-viewer"), ("Writers", "project-member")):
        group_id = kanboard("createGroup", name)
        assert kanboard("addGroupMember", group_id, user_id) is True
        assert kanboard("addProjectGroup", project_id, group_id, role) is True

    assert kanboard("getProjectUserRole", project_id, user_id) == "project-member"
    assert kanboard("createTask", "T", project_id, user=ann) == 1
    assert kanboard("addProjectUser", project_id, user_id, "project-viewer") is True
    assert kanboard.answer("createTask", "T", project_id, user=ann)[0] == 403


def test_one_forbidden_call_forbids_the_batch(kanboard):
    calls = [{"jsonrpc": "2.0", "method": method, "id": 1} for method in ("getVersion", "getMe")]

    assert kanboard.send(calls).status == 403
