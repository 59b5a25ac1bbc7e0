"""Calls the live API from Python, typed: `Tasklab` waits, `AsyncTasklab` does not.

The parameters of a method say which method it is:

    with Tasklab("https://api.example.org", key) as api:
        on = api.connection("con_8m2k4x9v1q7zt3ad")
        task = on.call(TaskCreateParameters(title="Write the report"))
        for each in on.iterate(TaskListParameters(completed=False)):
            print(each.title)
"""

from __future__ import annotations

from tasklab.client.asynchronous import AsyncTasklab
from tasklab.client.blocking import Tasklab

__all__ = ["AsyncTasklab", "Tasklab"]
