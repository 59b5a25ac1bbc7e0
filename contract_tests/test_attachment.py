"""What integrators may rely on about attachments."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest

from tasklab.unified.enumeration import AttachmentKind
from tasklab.unified.error import CallError, NotFoundError
from tasklab.unified.objects import Attachment
from tasklab.verify.case import proves
from tasklab.verify.contract.around import Around
from tasklab.verify.contract.capability import Capability, WrittenField
from tasklab.verify.contract.ruled import RuledAnswers, rules_of
from tasklab.verify.contract.scene import Scene
from tasklab.verify.contract.value import plain_draft

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = (
    ("note.txt", b"plain words\n"),
    ("Übersicht é 任务 🦑.txt", bytes(range(256))),
    ("two words; (1) & more's.tar.gz", "é 任务 🦑\r\n--boundary--\r\n".encode()),
    ('quote".txt', b"%PDF-1.7\n\x00\xff" * 5000),
)
"""Names and contents that software is known to spoil."""

_SUCCESSES = range(200, 300)
_FEW = 2


def _takes(capability: Capability, parameter: str) -> str:
    written = {field.parameter for field in capability.written_by("attachment.create")}
    return "" if parameter in written else f"the version attaches nothing by `{parameter}`"


@proves("attachment.create", "attachment.download", applies=lambda capability: _takes(capability, "content"))
def test_the_bytes_come_back(shared: Scene, capability: Capability):
    """A downloaded attachment has the very bytes that were attached, and its name."""
    field, around = _name(capability), Around(shared, "attachment")
    for (name, content), made in shared.files(FILES).items():
        got = shared.client.call("attachment.download", around.address(made))
        assert got.content == content, f"{len(content)} bytes went, {len(got.content)} came"
        assert got.name == field.expected(name)


def _errors_in_successes(capability: Capability) -> Iterator[bytes]:
    """Yield bodies of answers that are a success by their status, and an error by what they say."""
    known = RuledAnswers(capability.spec)
    for ruled in rules_of(capability):
        if ruled.method == "attachment.download":
            yield from (each.response.body for each in known.of(ruled) if each.response.status in _SUCCESSES)


@proves("attachment.create", "attachment.download", applies=lambda capability: _takes(capability, "content"))
def test_a_file_may_read_like_an_error(scene: Scene, capability: Capability):
    """A file comes back as it is, also one with the very words by which the platform refuses."""
    around, bodies = Around(scene, "attachment"), list(islice(_errors_in_successes(capability), _FEW))
    if not bodies:
        pytest.skip("the platform tells errors by their status")
    for body in bodies:
        made = scene.place.make_attachment(scene.task.id, body, "refusal.json")
        assert scene.client.call("attachment.download", around.address(made)).content == body


@proves("attachment.create", "attachment.download", applies=lambda capability: _takes(capability, "content"))
def test_an_empty_file_comes_back_or_is_refused(scene: Scene):
    """An empty file is attached and downloaded as one, or refused and not attached."""
    around = Around(scene, "attachment")
    try:
        made = scene.place.make_attachment(scene.task.id, b"", "empty.bin")
    except CallError:
        assert not around.all(), "an empty file was refused, and is there all the same"
        return
    assert scene.client.call("attachment.download", around.address(made)).content == b""


@proves("attachment.create", "attachment.list", applies=lambda capability: _takes(capability, "content"))
def test_the_name_comes_back(shared: Scene, capability: Capability):
    """An attachment is listed once with its name, type and size, and as a file."""
    files = shared.files(FILES)
    listed = Around(shared, "attachment").read_all(list(files.values()))
    for ((name, content), made), read in zip(files.items(), listed, strict=True):
        assert made.name == read.name == _name(capability).expected(name)
        _check_file(shared, capability, read, len(content))


def _name(capability: Capability) -> WrittenField:
    return next(field for field in capability.written_by("attachment.create") if field.parameter == "name")


def _check_file(scene: Scene, capability: Capability, read: Attachment, size: int) -> None:
    readable = capability.readable("attachment")
    assert read.kind == AttachmentKind.FILE
    if "size" in readable:
        assert read.size == size
    if "content_type" in readable and not _takes(capability, "content_type"):
        assert read.content_type == "text/plain"
    if "task_id" in readable:
        assert read.task_id == scene.task.id
    if "uploader_id" in readable and capability.has("user.me"):
        assert read.uploader_id == scene.place.vocabulary.me().id


@proves("attachment.create", "attachment.list", applies=lambda capability: _takes(capability, "url"))
def test_a_link_comes_back(scene: Scene):
    """An attached link is listed with its name and address."""
    address = "https://example.org/a?b=c&d=%20#e"
    wanted = {"task_id": scene.task.id, "name": "the page", "url": address}
    scene.client.call("attachment.create", {**wanted, "dry_run": True})
    assert not Around(scene, "attachment").all(), "the dry run attached it"
    made = scene.client.call("attachment.create", wanted)
    read = Around(scene, "attachment").read(made.id)
    assert read.kind == AttachmentKind.LINK
    assert address in {read.download_url, read.url}


@proves("attachment.create")
def test_what_cannot_be_attached_is_refused(scene: Scene, capability: Capability):
    """A file, or a link, that this version cannot keep is refused by name, and nothing is attached."""
    kinds = {"content": b"x", "url": "https://example.org/x"}
    wrong = next((name for name in kinds if _takes(capability, name)), None)
    if wrong is None:
        pytest.skip("the version attaches files and links")
    with pytest.raises(CallError) as refused:
        wanted = {"task_id": scene.task.id, "name": "x", wrong: kinds[wrong]}
        scene.client.call("attachment.create", plain_draft(wanted))
    assert (refused.value.pointer or "").startswith((f"/{wrong}", "/")), str(refused.value)
    assert not Around(scene, "attachment").all()


@proves("attachment.list", needs=["attachment.create"])
def test_attachments_stay_with_their_task(scene: Scene):
    """Several attachments of a task are all listed on it, and none on another task."""
    around, other = Around(scene, "attachment"), scene.place.make_task()
    made = {scene.place.make_attachment(scene.task.id, b"x", f"{number}.txt").id for number in range(3)}
    assert {item.id for item in around.all()} == made
    assert not scene.client.call("attachment.list", {"task_id": other.id}).items


@proves("attachment.list", needs=["task.create"])
def test_a_task_without_attachments_has_an_empty_list(scene: Scene):
    """A task without attachments has an empty list of them."""
    assert scene.client.call("attachment.list", {"task_id": scene.task.id}).items == []


@proves("attachment.delete", "attachment.list", needs=["attachment.create"])
def test_a_deleted_attachment_is_gone(scene: Scene, capability: Capability):
    """A deleted attachment is neither listed nor downloaded any more, and cannot be deleted again."""
    around = Around(scene, "attachment")
    doomed = scene.place.make_attachment(scene.task.id, b"x", "doomed.txt")
    kept = scene.place.make_attachment(scene.task.id, b"y", "kept.txt")
    assert around.delete(doomed).id == doomed.id
    assert [item.name for item in around.all()] == [kept.name]
    for method in ("attachment.download", "attachment.delete"):
        if capability.has(method) and doomed.id not in {item.id for item in around.all()}:
            with pytest.raises(NotFoundError):
                scene.client.call(method, around.address(doomed))
