"""Random writes: pages in both orders never differ from a plain list that is kept beside."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from tests.twin.platform.linear.caller import Linear

PAGE = (
    "query($after: String, $by: PaginationOrderBy, $all: Boolean)"
    " { issues(first: 3, after: $after, orderBy: $by, includeArchived: $all)"
    " { nodes { id } pageInfo { hasNextPage endCursor } } }"
)
STAMPS = "id createdAt updatedAt"


class Writing(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.linear = Linear()
        self.kept = {}
        self.archived = set()

    @rule(seconds=st.sampled_from([0.001, 1, 3600]))
    def wait(self, seconds):
        self.linear.twin.clock.advance(seconds)

    @rule(day=st.none() | st.integers(10, 13))
    def make(self, day):
        given = {} if day is None else {"createdAt": f"2023-11-{day}T00:00:00Z"}
        made = self.linear.issue(STAMPS, **given)
        self.kept[made["id"]] = (made["createdAt"], made["updatedAt"], len(self.kept))

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), title=st.text("ab", min_size=1, max_size=3))
    def change(self, data, title):
        id_ = data.draw(st.sampled_from(sorted(self.kept)))
        self._note(self.linear.change(id_, STAMPS, title=title))

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), name=st.sampled_from(["issueArchive", "issueUnarchive", "issueDelete"]))
    def put_away(self, data, name):
        id_ = data.draw(st.sampled_from(sorted(self.kept)))
        text = f"mutation($id: String!) {{ {name}(id: $id) {{ entity {{ {STAMPS} }} }} }}"
        self._note(self.linear.ask(text, id=id_)["entity"])
        (self.archived.discard if name == "issueUnarchive" else self.archived.add)(id_)

    def _note(self, issue):
        _, _, number = self.kept[issue["id"]]
        self.kept[issue["id"]] = (issue["createdAt"], issue["updatedAt"], number)

    @invariant()
    def pages_are_as_kept(self):
        for by, at in (("createdAt", 0), ("updatedAt", 1)):
            ordered = sorted(self.kept, key=lambda id_, at=at: (self.kept[id_][at], self.kept[id_][2]), reverse=True)
            assert self._walk(by, all_=True) == ordered
            assert self._walk(by, all_=False) == [id_ for id_ in ordered if id_ not in self.archived]

    def _walk(self, by, *, all_):
        found, after = [], None
        while True:
            page = self.linear.ask(PAGE, after=after, by=by, all=all_)
            found += [each["id"] for each in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                return found


TestWriting = Writing.TestCase
TestWriting.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
