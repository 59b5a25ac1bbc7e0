"""A broad use of To Do's twin: every operation, with success and refused."""

from __future__ import annotations

import base64

STREAM = "application/octet-stream"
WEEKLY = {
    "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday"},
    "range": {"type": "endDate", "startDate": "2026-03-02", "endDate": "2026-12-31"},
}


def drive(graph):
    """Use every operation, so that each is answered with success and, where it can be, with a refusal."""
    drive_people(graph)
    drive_lists(graph)
    drive_tasks(graph)
    drive_steps_and_links(graph)
    drive_files(graph)
    drive_extensions(graph)
    drive_categories(graph)
    graph.post("//$batch", {"requests": [{"id": "1", "method": "GET", "url": "/me"}]})


def drive_people(graph):
    for user in ("main", "second", "guest", "bad", None):
        graph.get("", user=user)
    graph.get("//users?$top=2")
    graph.get(f"//users/{graph.facts['second_user_id']}")
    graph.get("//users/nobody")


def drive_lists(graph):
    made = graph.post("/todo/lists", {"displayName": "Yard"})
    path = f"/todo/lists/{made['id']}"
    graph.post("/todo/lists", {})
    graph.get("/todo/lists?$top=1&$count=true&$skip=1")
    graph.get("/todo/lists?$filter=startswith(displayName,'Y')")
    graph.get("/todo/lists?$expand=tasks,extensions")
    graph.get("/todo/lists/$count")
    graph.get(f"//users/{graph.facts['user_id']}/todo/lists")
    graph.get(path)
    graph.get("/todo/lists/short")
    graph.patch(path, {"displayName": "Garden"})
    link = graph.get("/todo/lists/delta")["@odata.deltaLink"]
    graph.delete(path)
    graph.follow(link)


def drive_tasks(graph):
    zoned = {"dateTime": "2026-03-01T12:00:00", "timeZone": "Tokyo Standard Time"}
    path = graph.make(
        "Sweep", body={"content": "How", "contentType": "text"}, importance="high", categories=["wet"],
        dueDateTime=zoned, startDateTime=zoned, reminderDateTime=zoned, linkedResources=[{"applicationName": "Mail"}],
        checklistItems=[{"displayName": "Hall", "isChecked": True}], recurrence=WEEKLY,
    )  # fmt: skip
    graph.post(f"{graph.home}/tasks", {"title": ""})
    graph.post(f"{graph.home}/tasks", {"title": "x"}, user="guest")
    children = "checklistItems,linkedResources,attachments,extensions,attachmentSessions"
    graph.get(f"{graph.home}/tasks?$expand={children}&$orderby=title&$top=1&$skip=0")
    graph.get(f"{graph.home}/tasks?$filter=status eq 'notStarted'&$select=id")
    graph.get(f"{graph.home}/tasks?$select=title")
    graph.get(f"{graph.home}/tasks/$count")
    graph.get(path, prefer='outlook.timezone="Tokyo Standard Time"')
    graph.get(f"{graph.home}/tasks/{'A' * 60}")
    delta = graph.get(f"{graph.home}/tasks/delta")["@odata.deltaLink"]
    graph.patch(path, {"title": "Mop"})
    graph.patch(path, {"status": "completed"})
    graph.patch(path, {"status": "gone"})
    graph.patch(path, {"title": "x"}, if_match=f'W/"{"A" * 32}"')
    graph.delete(path)
    graph.follow(delta)
    graph.get(f"{graph.home}/tasks/delta?$deltatoken=x")


def drive_steps_and_links(graph):
    task = graph.make("Sweep")
    for name, body in (
        ("checklistItems", {"displayName": "Hall"}),
        ("linkedResources", {"webUrl": "https://a.example", "applicationName": "App"}),
    ):
        made = graph.post(f"{task}/{name}", body)
        own = f"{task}/{name}/{made['id']}"
        graph.post(f"{task}/{name}", {"displayName": 1})
        graph.get(f"{task}/{name}")
        graph.get(f"{task}/{name}/$count")
        graph.get(own)
        graph.patch(own, {"displayName": "Porch"})
        graph.delete(own)
        graph.get(own)
    step = graph.post(f"{task}/checklistItems", {"displayName": "Hall"})["id"]
    graph.patch(f"{task}/checklistItems/{step}", {"isChecked": True})


def drive_files(graph):
    task = graph.make("Sweep")
    body = {"@odata.type": "#microsoft.graph.taskFileAttachment", "name": "a.txt", "contentType": "text/plain"}
    made = graph.post(f"{task}/attachments", {**body, "contentBytes": base64.b64encode(b"hello").decode()})
    own = f"{task}/attachments/{made['id']}"
    graph.post(f"{task}/attachments", body)
    for path in (f"{task}/attachments", f"{task}/attachments/$count", own, f"{own}/$value"):
        graph.get(path)
    graph.get(f"{graph.home}/tasks?$expand=attachments")
    graph.delete(own)
    graph.get(own)
    info = {"attachmentInfo": {"attachmentType": "file", "name": "film", "size": 4}}
    for is_whole in (True, False):
        address = graph.post(f"{task}/attachments/createUploadSession", info)["uploadUrl"]
        graph.follow(f"{address}/content", "PUT", b"01", kind=STREAM, content_range="bytes 0-1/4")
        graph.follow(f"{address}/content", "PUT", b"01", kind=STREAM, content_range="bytes 0-1/4")
        graph.get(f"{task}/attachmentSessions")
        graph.follow(address)
        if is_whole:
            graph.follow(f"{address}/content", "PUT", b"23", kind=STREAM, content_range="bytes 2-3/4")
        else:
            graph.follow(address, "DELETE")


def drive_extensions(graph):
    for holder in (graph.home, graph.make("Sweep")):
        body = {"@odata.type": "microsoft.graph.openTypeExtension", "extensionName": "own", "size": 3}
        graph.post(f"{holder}/extensions", body)
        graph.post(f"{holder}/extensions", body)
        graph.get(f"{holder}/extensions")
        graph.get(f"{holder}?$expand=extensions($filter=id eq 'own')")
        graph.get(f"{holder}/extensions/own")
        graph.patch(f"{holder}/extensions/own", {"size": 4})
        graph.delete(f"{holder}/extensions/own")


def drive_categories(graph):
    own = "/outlook/masterCategories"
    made = graph.post(own, {"displayName": "wet", "color": "preset1"})
    graph.post(own, {"displayName": "wet"})
    graph.get(own)
    graph.get(f"{own}/{made['id']}")
    graph.patch(f"{own}/{made['id']}", {"color": "preset2"})
    graph.delete(f"{own}/{made['id']}")
