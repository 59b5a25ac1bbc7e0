"""A broad use of Google Tasks' twin: every method, with success and refused."""

from __future__ import annotations

from tests.twin.platform.google_tasks.caller import LISTS


def drive(tasks):
    """Use every method, so that each is answered with success and, where it can be, with a refusal."""
    drive_lists(tasks)
    drive_tasks(tasks)
    drive_places(tasks)


def drive_lists(tasks):
    for user in ("main", "second", "guest", "bad", None):
        tasks.get(LISTS, user=user)
    made = tasks.make_list("Yard")
    tasks.post(LISTS, {})
    tasks.get(f"{LISTS}?maxResults=1&prettyPrint=false")
    tasks.get(f"{LISTS}?fields=items(id,title),nextPageToken")
    tasks.get(f"{LISTS}/{made}")
    tasks.get(f"{LISTS}/@default")
    tasks.get(f"{LISTS}/none")
    tasks.put(f"{LISTS}/{made}", {"id": made, "title": "Garden"})
    tasks.patch(f"{LISTS}/{made}", {"title": "Lawn"})
    tasks.patch(f"{LISTS}/{made}", {"title": "Lawn"}, if_match='"old"')
    tasks.delete(f"{LISTS}/{made}")
    tasks.delete(f"{LISTS}/@default")


def drive_tasks(tasks):
    task = tasks.make("Sweep", notes="How", due="2026-03-01T12:00:00Z")
    own = f"{tasks.home}/{task}"
    tasks.post(tasks.home, {"title": "x"}, user="guest")
    tasks.post(tasks.home, {"title": "x", "due": "2026-03-01"})
    tasks.post("/lists/none/tasks", {"title": "x"})
    tasks.get(own)
    tasks.get(own, if_none_match=tasks.show(task)["etag"])
    tasks.get(f"{tasks.home}/none")
    tasks.patch(own, {"status": "completed"})
    tasks.patch(own, {"status": "gone"})
    tasks.put(own, {"id": task, "title": "Mop", "status": "needsAction"})
    tasks.put(own, {"title": "Mop"})
    narrowed = "dueMin=2026-01-01T00:00:00Z&dueMax=2027-01-01T00:00:00Z&updatedMin=2020-01-01T00:00:00Z"
    tasks.get(f"{tasks.home}?maxResults=1&showCompleted=true&showHidden=true&showDeleted=true&{narrowed}")
    tasks.get(f"{tasks.home}?completedMin=2020-01-01T00:00:00Z&completedMax=2030-01-01T00:00:00Z")
    tasks.get(f"{tasks.home}?maxResults=many")
    tasks.get(f"/lists/{tasks.facts['default_project_id']}/tasks/{tasks.facts['assigned_task_id']}")
    if tasks.version != "2024-05-19":
        tasks.get("/lists/@default/tasks?showAssigned=true")
    tasks.patch(own, {"status": "completed"})
    tasks.post(f"/lists/{tasks.facts['project_id']}/clear")
    tasks.get(own)
    tasks.delete(own)
    tasks.get(own)


def drive_places(tasks):
    parent, other = tasks.make("Parent"), tasks.make("Other")
    child = tasks.make("Child", f"?parent={parent}")
    tasks.make("After", f"?previous={other}")
    tasks.post(f"{tasks.home}/{other}/move?parent={parent}&previous={child}")
    tasks.post(f"{tasks.home}/{other}/move?parent={child}")
    if tasks.version != "2024-05-19":
        tasks.post(f"{tasks.home}/{parent}/move?destinationTasklist={tasks.make_list('Away')}")
