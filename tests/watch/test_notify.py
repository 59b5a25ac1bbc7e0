from __future__ import annotations

import sys
import types
from datetime import UTC, datetime, timedelta

import pytest

from tasklab.ledger import fact as f
from tasklab.ledger.state import fold_state
from tasklab.watch import notify
from tasklab.watch.window import fold_windows

START = datetime(2026, 1, 1, tzinfo=UTC)
DUE = datetime(2026, 3, 1, tzinfo=UTC)
RELEASE = f.ReleaseFact(
    platform="p", at=START, version="3.9", release="3.9.0", released_at=START, date_class="registry", source="s"
)


class Phone:
    """A channel that fails as often as it is told to."""

    def __init__(self, name="phone", failures=0):
        self.name, self.failures, self.told = name, failures, []

    def tell(self, title, body):
        self.failures -= 1
        if self.failures < 0:
            self.told.append((title, body))
        return self.failures < 0


class Lab:
    def __init__(self):
        self.facts, self.pauses = [RELEASE], []

    def tell(self, moment, *channels):
        state = fold_state(self.facts, platform="p", at=moment)
        notices = notify.find_notices(fold_windows(state), moment)
        return notify.tell_notices(
            notices, {"p": state}, channels, lambda: moment, record=self.facts.append, pause=self.pauses.append
        )


def test_each_threshold_is_told_once_over_the_life_of_a_window():
    lab, phone = Lab(), Phone()
    for hour in range(0, 24 * 64, 6):
        lab.tell(START + timedelta(hours=hour), phone)

    titles = [title for title, _ in phone.told]
    assert [title.rpartition("is ")[2] for title in titles] == [
        *(f"due in {days} days" for days in (30, 14, 7, 3, 1, 0)),
        *(f"overdue by {days} days" for days in (1, 2, 3, 4)),
    ]


def test_a_notice_says_what_when_and_who_says_so():
    lab, phone = Lab(), Phone()
    lab.tell(DUE - timedelta(days=7), phone)
    ((title, body),) = phone.told

    assert title == "p 3.9: support is due in 7 days"
    assert "3.9.0 was released on 2026-01-01 00:00 UTC" in body
    assert "due by 2026-03-01 00:00 UTC" in body
    assert "tasklab gate p 3.9" in body


def test_delivery_is_tried_again_with_growing_pauses_and_recorded_only_when_it_arrived():
    lab, shaky, dead = Lab(), Phone("shaky", 2), Phone("dead", 99)
    lost = lab.tell(DUE, shaky, dead)

    assert len(shaky.told) == 1
    assert lab.pauses == [2.0, 4.0, 2.0, 4.0]
    assert lost == ["dead: p 3.9: support is due in 0 days: not delivered after 3 tries"]
    assert [fact.channel for fact in lab.facts[1:]] == ["shaky"]


def test_another_channel_is_told_even_when_one_was_already():
    lab, first, second = Lab(), Phone("first"), Phone("second")
    lab.tell(DUE, first)
    lab.tell(DUE, first, second)

    assert (len(first.told), len(second.told)) == (1, 1)


@pytest.fixture
def apprise(monkeypatch):
    """Apprise as far as it is used: `add` tells whether it knows the address, `notify` whether it arrived."""
    sent = []

    class Apprise:
        def add(self, address):
            return address.startswith("json://")

        def notify(self, body, title):
            sent.append((title, body))
            return True

    monkeypatch.setitem(sys.modules, "apprise", types.SimpleNamespace(Apprise=Apprise))
    return sent


def test_channels_come_from_the_environment_and_never_show_their_address(apprise):
    environ = {"TASKLAB_NOTIFY_TEAM": "json://user:s3cret@host", "TASKLAB_NOTIFY_OFF": "", "OTHER": "json://x"}
    (channel,) = notify.load_channels(environ)

    assert channel.tell("title", "body")
    assert (channel.name, apprise) == ("team", [("title", "body")])
    assert "s3cret" not in repr(channel) + str(vars(channel))


def test_an_address_that_is_not_understood_is_an_error_without_the_address(apprise):
    with pytest.raises(notify.NotificationError, match="channel 'team'") as caught:
        notify.load_channels({"TASKLAB_NOTIFY_TEAM": "bogus://s3cret"})
    assert "s3cret" not in str(caught.value)


def test_without_apprise_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "apprise", None)

    with pytest.raises(notify.NotificationError, match=r"tasklab\[notify\]"):
        notify.load_channels({"TASKLAB_NOTIFY_TEAM": "json://x"})
    assert notify.load_channels({}) == []
