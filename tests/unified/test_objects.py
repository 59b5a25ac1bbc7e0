from __future__ import annotations

import datetime as dt

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasklab.unified import objects
from tasklab.unified.enumeration import ObjectName, StatusCategory
from tasklab.unified.objects import Activity, Change, Entity, Estimate, Task, TaskDate, TaskStatus

OBJECTS = Entity.__subclasses__()
DESIGNED = {
    "Workspace": "name, kind",
    "User": "name, email, username, avatar_url, is_active, kind",
    "Team": "name, member_ids",
    "Project": "name, key, description, workspace_id, parent_id, kind, lead_id, start_date, due_date, is_archived",
    "Section": "name, project_id, position, kind",
    "Task": "key, title, description, status, priority, type, project_id, section_id, parent_id, assignee_ids, "
    "creator_id, follower_ids, label_ids, start, due, recurrence, completed_at, percent_done, estimate, position, "
    "custom_fields",
    "Comment": "task_id, author_id, body, parent_id, is_private",
    "Attachment": "task_id, comment_id, name, content_type, size, kind, download_url, uploader_id",
    "Label": "name, color, project_id",
    "Status": "name, category, position, project_id",
    "Priority": "name, level",
    "TaskType": "name, kind",
    "Field": "key, name, type, options, project_id, is_required, is_read_only, is_custom",
    "Relation": "task_id, other_task_id, kind",
    "TimeEntry": "task_id, user_id, started_at, ended_at, duration_seconds, note, is_billable",
    "Activity": "task_id, actor_id, at, changes",
    "Event": "type, object, object_id, source, at, changed_fields",
}
COMMON = "id, connection_id, platform, platform_version, url, created_at, updated_at, raw, extensions, unsupported"
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes)))


def a_task(**fields):
    return Task(id="7", platform="redmine", platform_version="6.0", title="Paint", **fields)


def test_every_object_has_exactly_the_designed_fields():
    assert {cls.__name__: ", ".join(cls.__struct_fields__) for cls in OBJECTS} == {
        name: f"{COMMON}, {fields}" for name, fields in DESIGNED.items()
    }


def test_every_object_has_a_name_for_methods_and_events():
    names = {cls.__name__.lower() for cls in OBJECTS}
    assert {name.replace("_", "") for name in ObjectName if name is not ObjectName.UNKNOWN} == names


@pytest.mark.parametrize("cls", OBJECTS, ids=lambda cls: cls.__name__)
@settings(max_examples=20, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_an_object_survives_json(cls, any_of, data):
    thing = data.draw(any_of(cls))
    text = msgspec.json.encode(thing)
    assert msgspec.json.decode(text, type=cls) == thing
    absent = {name for name in ("raw", "extensions") if getattr(thing, name) is msgspec.UNSET}
    assert set(msgspec.json.decode(text)) == set(cls.__struct_fields__) - absent


def test_json_says_null_for_empty_and_leaves_out_only_raw_and_extensions():
    said = msgspec.json.decode(msgspec.json.encode(a_task(unsupported=("recurrence",))))
    assert said["due"] is None
    assert said["unsupported"] == ["recurrence"]
    assert "raw" not in said
    assert "extensions" not in said


def test_the_native_object_is_carried_unchanged():
    native = b'{"id": 7,  "weird" : 1.50}'
    assert native in msgspec.json.encode(a_task(raw=msgspec.Raw(native)))


def test_moments_are_written_in_utc_with_z():
    moment = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
    assert b'"created_at":"2026-03-01T09:30:00Z"' in msgspec.json.encode(a_task(created_at=moment))


def test_a_moment_without_a_zone_is_not_read():
    text = msgspec.json.encode(a_task(created_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))).replace(b"Z", b"")
    with pytest.raises(msgspec.ValidationError, match=r"timezone.*created_at"):
        msgspec.json.decode(text, type=Task)


def test_a_member_of_a_newer_release_reads_as_unknown_beside_the_native_name():
    text = b'{"id":"3","name":"Parked","category":"parked"}'
    assert msgspec.json.decode(text, type=TaskStatus) == TaskStatus(id="3", name="Parked")
    assert TaskStatus().category is StatusCategory.UNKNOWN


def test_an_all_day_date_stays_a_date():
    assert msgspec.json.encode(TaskDate(date=dt.date(2026, 3, 1))) == (
        b'{"date":"2026-03-01","datetime":null,"timezone":null}'
    )


@given(st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2199, 1, 1), timezones=OFFSETS))  # noqa: DTZ001 - bounds
def test_a_due_moment_is_kept_in_utc_whatever_its_offset(moment):
    due = TaskDate(datetime=moment)
    assert due.datetime == moment
    assert due.datetime.tzinfo is dt.UTC
    assert msgspec.json.encode(due).count(b"Z") == 1


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"timezone": "Europe/Oslo"},
        {"date": dt.date(2026, 3, 1), "datetime": dt.datetime(2026, 3, 1, tzinfo=dt.UTC)},
        {"datetime": dt.datetime(2026, 3, 1)},  # noqa: DTZ001 - the mistake under test
    ],
)
def test_a_date_is_either_a_day_or_an_aware_moment(fields):
    with pytest.raises(ValueError, match="Expected"):
        TaskDate(**fields)


def test_a_change_says_from_and_to():
    change = Change(field="title", from_="a", to="b")
    assert msgspec.json.encode(change) == b'{"field":"title","from":"a","to":"b"}'


def test_closed_values_refuse_what_they_would_drop():
    with pytest.raises(msgspec.ValidationError, match="unknown field `tz`"):
        msgspec.json.decode(b'{"date":"2026-03-01","tz":"UTC"}', type=TaskDate)
    with pytest.raises(msgspec.ValidationError, match="unknown field `units`"):
        msgspec.json.decode(b'{"value":1,"unit":"hours","units":"h"}', type=Estimate)


def test_a_newer_server_may_add_fields_to_objects():
    text = msgspec.json.encode(a_task()).replace(b'"title"', b'"mood":"good","title"')
    assert msgspec.json.decode(text, type=Task) == a_task()


def test_an_activity_is_read_whole():
    text = (
        b'{"id":"1","platform":"p","platform_version":"1","task_id":"7","at":"2026-03-01T00:00:00Z",'
        b'"changes":[{"field":"due","from":null,"to":{"date":"2026-03-02"}}]}'
    )
    activity = msgspec.json.decode(text, type=Activity)
    assert activity.changes == [Change(field="due", from_=None, to={"date": "2026-03-02"})]
    assert activity.at == dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def test_every_public_struct_says_what_it_is():
    structs = [cls for cls in vars(objects).values() if isinstance(cls, type) and issubclass(cls, msgspec.Struct)]
    assert [cls.__name__ for cls in structs if cls.__module__ == objects.__name__ and not cls.__doc__] == []
