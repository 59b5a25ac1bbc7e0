"""What integrators may rely on when a call cannot work: the right kind of error, and nothing else happening."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import parse_qsl, urlsplit

import msgspec
import pytest

from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import (
    AuthenticationError,
    CallError,
    ConflictError,
    MethodError,
    NotFoundError,
    PermissionDeniedError,
    ValidationError,
)
from tasklab.verify.case import each, proves
from tasklab.verify.contract.capability import Capability, WrittenField
from tasklab.verify.contract.interference import READ_VERBS, acting_before
from tasklab.verify.contract.pace import Pace
from tasklab.verify.contract.place import Place
from tasklab.verify.contract.rehearsal import Rehearsals
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.secret import find_secret
from tasklab.verify.contract.strange import strange_ids
from tasklab.verify.contract.target import Target
from tasklab.verify.contract.value import find_difference
from tasklab.verify.contract.vocabulary import walk

_LOGINS = 4
_ADDED = "added-by-an-id"


def _addressed(capability: Capability):
    """Name the methods that say in a parameter which object they are about."""
    return [
        name for name in capability.methods if _address(name) and not name.startswith(("status.", "label.", "field."))
    ]


def _address(method: str) -> str | None:
    """Find the parameter that names the object a method is about."""
    fields = {field.name: field for field in msgspec.structs.fields(METHODS[method].parameters)}
    return next((name for name in ("id", "task_id", "project_id") if name in fields and fields[name].required), None)


@proves("{method}")
@each("method", _addressed)
def test_an_unknown_id_is_not_found(shared: Scene, rehearsals: Rehearsals, method: str):
    """An id that names nothing ends with `not_found`, whatever the method."""
    address = _address(method)
    wanted = rehearsals.of(method).parameters
    for unknown in shared.unknown_ids(METHODS[method].object if address == "id" else address.removesuffix("_id")):
        with pytest.raises(NotFoundError) as refused:
            shared.client.call(method, {**wanted, address: unknown})
        assert refused.value.method == method
        problem = refused.value.to_problem()
        assert problem["type"] == "/errors/not_found"
        assert problem["status"] == 404


def _about_tasks(capability: Capability):
    """Name the methods that say which task they are about; a move also says where to, which has to go with it."""
    names = [name for name in _addressed(capability) if METHODS[name].object == "task" and _address(name) == "id"]
    return [name for name in names if METHODS[name].verb != "move"]


@proves("{method}")
@each("method", _about_tasks)
def test_what_is_no_task_is_not_found(shared: Scene, rehearsals: Rehearsals, method: str):
    """An id of something that lists of tasks leave out, such as a pull request, ends with `not_found`, and it stays."""
    if "no_task_id" not in shared.place.context:
        pytest.skip("the target knows nothing that has a task's form of id and is none")
    session, other = rehearsals.session, shared.place.context["no_task_id"]
    with session.interference.watching() as sent, pytest.raises(NotFoundError):
        session.client.call(method, {**rehearsals.of(method).parameters, "id": other})
    assert not [request for request in sent if request.verb not in READ_VERBS], (
        "it was refused, and it may have been changed"
    )


@proves("{method}")
@each("method", _addressed)
def test_a_strange_id_reaches_nothing_else(shared: Scene, rehearsals: Rehearsals, pace: Pace, method: str):
    """A strange id ends with `not_found`, `validation` or `permission`, and never reaches another object."""
    address = _address(method)
    is_there_still = METHODS[method].verb not in {"delete", "move"}
    wanted = rehearsals.of(method).parameters if is_there_still else shared.sample(method)
    for strange in strange_ids(wanted[address], method, pace.ids):
        try:
            answer = shared.client.call(method, {**wanted, address: strange})
        except (NotFoundError, ValidationError, PermissionDeniedError):
            continue
        pytest.fail(f"{address}={strange!r} was answered with {answer!r}"[:400])
    if shared.place.capability.has("task.get"):
        after = shared.place.get(shared.task.id)
        for name in ("title", "description", "due"):
            assert getattr(after, name) == getattr(shared.task, name), f"`{name}` of another task changed"


def _also_addressed(capability: Capability):
    """Name the fields of writes that stand in an address beside the one that the method is about."""
    writes = [name for name in capability.methods if METHODS[name].is_write]
    found = [field for name in writes for field in capability.addressed_by(name) if field.parameter != _address(name)]
    return [field for field in found if field.parameter.endswith("_id")]


@proves("{field.method}")
@each("field", _also_addressed)
def test_a_strange_id_beside_it_reaches_nothing_either(scene: Scene, field: WrittenField):
    """A strange id of where something is to go is refused, and never taken for a place that is there."""
    known = scene.place.choices.need(field)[0]
    for strange in (f"{known}?x=1", f"{known}#x"):
        wanted = {**scene.parameters(field.method), field.parameter: strange}
        with pytest.raises((NotFoundError, ValidationError, PermissionDeniedError)):
            scene.client.call(field.method, wanted)


def _naming(capability: Capability):
    """Name the methods that take the id of something."""
    return [name for name in capability.asking if _ids_of(name)]


def _ids_of(method: str) -> list[str]:
    """Name the parameters of a method that are ids, those that it can do without too."""
    names = METHODS[method].parameters.__struct_fields__
    return [name for name in names if name == "id" or name.endswith("_id")]


@proves("{method}")
@each("method", _naming)
def test_an_id_adds_nothing_to_an_address(rehearsals: Rehearsals, method: str):
    """Whatever is in an id, no part of it is a query or a fragment of the address that is asked.

    The platform's answers are played again, so that the later requests of a call are looked at too, and those whose
    address would lead nowhere.
    """
    session, rehearsal = rehearsals.session, rehearsals.of(method)
    for name in _ids_of(method):
        strange = f"{rehearsal.parameters.get(name) or 1}?{_ADDED}=1#{_ADDED}"
        with session.interference.watching(rehearsal.in_order()) as sent, suppress(MethodError):
            session.client.call(method, {**rehearsal.parameters, name: strange})
        for request in sent:
            parts = urlsplit(request.url)
            is_added = _ADDED in dict(parse_qsl(parts.query, keep_blank_values=True)) or parts.fragment
            assert not is_added, f"`{name}` was {strange!r}, and what was asked is {request.url}"


@proves("{method}")
@each("method", _addressed)
def test_an_empty_id_is_refused(rehearsals: Rehearsals, method: str):
    """An empty id is refused before anything is sent: it would address all objects instead of one."""
    address = _address(method)
    session = rehearsals.session
    with session.interference.watching() as sent, pytest.raises(ValidationError) as refused:
        session.client.call(method, {**rehearsals.of(method).parameters, address: ""})
    assert not sent, "it was refused, and something was sent"
    assert refused.value.pointer == f"/{address}"


def _refusing(capability: Capability):
    """Name the methods that meet a bad credential: where one logs in first, all of them meet it in the login."""
    asking = capability.asking
    return asking[:_LOGINS] if capability.spec.connection.auth.kind in {"login", "oauth2"} else asking


@proves("{method}")
@each("method", _refusing)
def test_a_bad_credential_is_told_as_such(rehearsals: Rehearsals, target: Target, method: str):
    """A wrong password or key ends with `authentication`, whatever the method, and shows no secret."""
    if "bad" not in target.roles:
        pytest.skip("the product has no login")
    session = target.open("bad")
    with pytest.raises(AuthenticationError) as refused:
        session.client.call(method, rehearsals.of(method).parameters)
    assert not find_secret(refused.value, session.secrets)
    assert refused.value.method == method


@proves("task.create")
@each("field", lambda capability: capability.written_by("task.create"))
def test_a_reference_to_nothing_is_refused(place: Place, field):
    """A task that refers to a person, status, project or label that does not exist is refused, and is not made."""
    wrong = {
        "status_id": "999999",
        "priority_id": "999999",
        "type_id": "999999",
        "project_id": "999999",
        "section_id": "999999",
        "parent_id": "999999",
        "assignee_ids": ["999999"],
        "follower_ids": ["999999"],
        "label_ids": ["999999"],
    }
    if field.parameter not in wrong:
        pytest.skip(f"`{field}` refers to no other object")
    if field.parameter == "label_ids" and not place.choices.labels_are_objects:
        pytest.skip("labels are plain words here: any word is one")
    if field.parameter in {"assignee_ids", "follower_ids"} and not place.capability.has("user.list"):
        pytest.skip("people are plain words here: nobody can say who there is")
    if field.parameter == "parent_id" and place.capability.spec.entities["task"].format == "dav":
        pytest.skip("the platform keeps a parent as a name that nothing has to answer to")
    title = place.word("dangling")
    with pytest.raises(CallError) as refused:
        place.make_task(**{"title": title, field.parameter: wrong[field.parameter]})
    assert isinstance(refused.value, ValidationError | NotFoundError), f"got {refused.value.kind}"
    if field.parameter != "project_id":
        assert not place.titled(title), "refused, and a task was made all the same"


@proves("task.update", "task.get", needs=["task.create"])
@each("field", lambda capability: capability.written_by("task.update"))
def test_a_change_to_a_dangling_reference_is_refused(place: Place, field):
    """A change that refers to what does not exist is refused, and the task stays as it was."""
    if field.parameter not in {"status_id", "priority_id", "type_id"}:
        pytest.skip(f"`{field}` refers to nothing that the platform fixes")
    task = place.get(place.make_task().id)
    with pytest.raises((ValidationError, NotFoundError)):
        place.client.call("task.update", {"id": task.id, "title": place.word("x"), field.parameter: "no-such-thing"})
    seen = place.get(task.id)
    assert seen.status == task.status
    assert seen.priority == task.priority


@proves("task.update", "task.get", needs=["task.create"])
def test_a_change_in_between_is_not_lost(place: Place, target: Target, capability: Capability):
    """A change that somebody else makes while ours is under way is not lost: both are kept, or ours is a `conflict`."""
    written = {field.parameter: field for field in capability.written_by("task.update")}
    ours = next((written[name] for name in ("description", "priority_id", "status_id", "due") if name in written), None)
    if ours is None:
        pytest.skip("the version changes nothing besides the title")
    task = place.make_task()
    value = place.choices.need(ours)[-1]
    theirs = place.word("theirs")
    session = target.open()
    rule = acting_before(lambda: place.client.call("task.update", {"id": task.id, "title": theirs}))
    outcome: MethodError | None = None
    with session.interference.applying(rule):
        try:
            session.client.call("task.update", {"id": task.id, ours.parameter: _plain(value)})
        except MethodError as error:
            outcome = error
    assert session.interference.touched, "the change sent nothing"
    seen = place.get(task.id)
    assert seen.title == theirs, "what somebody else wrote in between is lost"
    if outcome is not None:
        assert isinstance(outcome, ConflictError), f"expected a conflict, got {outcome.kind}"


def _plain(value: object) -> object:
    return msgspec.to_builtins(value)


@proves("task.list", "task.get", needs=["task.create"])
def test_what_an_account_may_not_see_is_kept_from_it(place: Place, target: Target, capability: Capability):
    """An account without the right to see a task gets `permission` or `not_found`, and never the task."""
    if "foreign_project_id" not in target.context:
        pytest.skip("the product has no account that may not see what another one has")
    session = target.open("second")
    owner, stranger, draft = place.client, session.client, place.draft()
    alone = place.context.get("own_workspace_id")
    if alone is not None:
        # The account works in a workspace together with others: a project of its own is in another one.
        draft["project_id"] = place.make_project(workspace_id=alone).id
    elif place.project_id in {project.id for project in walk(session.client, "project.list", {})}:
        # The other account works here too: what it has for itself is kept from this one.
        owner, stranger = stranger, owner
        draft = {"title": place.word("theirs"), "project_id": target.context["foreign_project_id"]}
        if capability.has("section.create"):
            owner.call("section.create", {"name": place.word("section"), "project_id": draft["project_id"]})
    task = owner.call("task.create", draft)
    with pytest.raises((PermissionDeniedError, NotFoundError)):
        stranger.call("task.get", {"id": task.id})
    assert task.id not in {other.id for other in walk(stranger, "task.list", {"allow_scan": True})}
    if capability.has("task.delete"):
        with pytest.raises((PermissionDeniedError, NotFoundError)):
            stranger.call("task.delete", {"id": task.id})
        assert owner.call("task.get", {"id": task.id}).title == task.title
        owner.call("task.delete", {"id": task.id})


@proves("task.create", "task.update", "task.delete", needs=["task.get"])
def test_what_an_account_may_not_do_is_told_as_such(place: Place, target: Target):
    """An account that may look and not write gets `permission` for each write, and nothing changes."""
    if "guest" not in target.roles:
        pytest.skip("the product has no account that may look and not write")
    # Where rights are of each project, there is one that the account may look at alone.
    looked_at = place.context.get("looked_at_project_id")
    where = {"project_id": looked_at} if looked_at else {}
    task = place.get(place.make_task(**where).id)
    session = target.open("guest")
    calls = [
        ("task.create", place.draft(**where)),
        ("task.update", {"id": task.id, "title": place.word("not mine")}),
        ("task.delete", {"id": task.id}),
    ]
    for method, parameters in calls:
        with pytest.raises((PermissionDeniedError, NotFoundError)) as refused:
            session.client.call(method, parameters)
        assert not find_secret(refused.value, session.secrets)
    assert not find_difference(task, place.get(task.id)), "refused, and the task was changed all the same"
