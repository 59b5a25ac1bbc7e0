"""Actions: which there are, what they ask for and say, what they change, and the rules that a change is held to."""

from __future__ import annotations

import pytest

RESOLUTIONS = ["fixed", "invalid", "wontfix", "duplicate", "worksforme"]


def person(trac, name):
    """Return a name as hints have it."""
    shown, suffix = name.replace("<", "&lt;").replace(">", "&gt;"), "-user" if name == "admin" else ""
    return name if trac.version == "1.0" else f'<span class="trac-author{suffix}">{shown}</span>'


def test_an_open_ticket_can_be_left_resolved_reassigned_and_accepted(each):
    ticket = each.make(owner="nina")
    nina, me = person(each, "nina"), person(each, "admin")

    assert each("ticket.getActions", ticket) == [
        ["leave", "leave", f"The owner will remain {nina}.", []],
        [
            "resolve",
            "resolve",
            "The resolution will be set. Next status will be 'closed'.",
            [["action_resolve_resolve_resolution", "fixed", RESOLUTIONS]],
        ],
        [
            "reassign",
            "reassign",
            f"The owner will be changed from {nina} to the specified user. Next status will be 'assigned'.",
            [["action_reassign_reassign_owner", "admin", []]],
        ],
        [
            "accept",
            "accept",
            f"The owner will be changed from {nina} to {me}. Next status will be 'accepted'.",
            [],
        ],
    ]
    assert each("ticket.getAvailableActions", ticket) == ["leave", "resolve", "reassign", "accept"]
    assert each("ticket.getAvailableActions", ticket, user="carol") == ["leave"]
    assert each("ticket.getAvailableActions", ticket, user="erin") == ["leave"]


def test_accepting_what_one_has_is_offered_in_1_0_alone(each):
    ticket = each.make()
    each.act(ticket, "accept")

    assert ("accept" in each("ticket.getAvailableActions", ticket)) is (each.version == "1.0")
    assert each.show(ticket)["owner"] == "admin"


def test_accepting_what_one_has_anew_changes_its_state(each):
    ticket = each.make(owner="admin")
    stays = "" if each.version == "1.0" else f"The owner will remain {person(each, 'admin')}. "

    assert each("ticket.getActions", ticket)[3] == ["accept", "accept", f"{stays}Next status will be 'accepted'.", []]
    assert each.act(ticket, "accept")["status"] == "accepted"


def test_a_closed_ticket_can_be_reopened(each):
    ticket = each.make()
    closed = each.act(ticket, "resolve", action_resolve_resolve_resolution="wontfix")
    actions = each("ticket.getAvailableActions", ticket)
    again = each.act(ticket, "reopen")

    assert (closed["status"], closed["resolution"]) == ("closed", "wontfix")
    assert actions == ["leave", "reopen"]
    assert (again["status"], again["resolution"]) == ("reopened", "")


def test_resolving_without_a_resolution_gives_none_and_any_is_taken(each):
    assert each.act(each.make(), "resolve")["resolution"] == ""
    assert each.act(each.make(), "resolve", action_resolve_resolve_resolution="zap")["resolution"] == "zap"


def test_reassigning_takes_an_owner_and_passes_the_field_over(each):
    ticket = each.make(component="component1")

    assert each.act(ticket, "reassign", action_reassign_reassign_owner="nina")["owner"] == "nina"
    assert each.act(ticket, "reassign", owner="zed")["owner"] == ""
    values = each.act(ticket, "reassign", action_reassign_reassign_owner="< default >")
    assert values["owner"] == ("< default >" if each.version == "1.0" else "somebody")


def test_an_action_that_is_not_there_is_refused(each):
    ticket = each.make()

    assert each.refusal("ticket.update", ticket, "", {"action": "zap"}) == (
        -32603,
        "Rpc: Ticket 1 by admin invalid action 'zap'",
    )
    number = "ServiceException details : %d format: a number is required, not unicode"
    assert each.refusal("ticket.update", str(ticket), "", {"action": "zap"}) == (-32603, number)


def test_a_state_that_is_not_there_can_be_reset(each):
    ticket = each.make()
    each("ticket.update", ticket, "", {"status": "weird"})
    actions = each("ticket.getActions", ticket)

    label = "Reset" if each.version == "1.4" else "reset"
    assert actions[1] == ["_reset", label, "Current state no longer exists. Next status will be 'new'.", []]
    assert each.act(ticket, "_reset")["status"] == "new"


def test_a_ticket_that_moves_to_another_component_follows_its_owner(each):
    each("ticket.component.create", "garden", {"owner": "nina"})
    ticket = each.make(component="component1", owner="somebody")

    assert each.act(ticket, component="garden")["owner"] == "nina"
    assert each.act(ticket, component="component2", owner="zed")["owner"] == "zed"
    each.act(ticket, "accept")
    assert each.act(ticket, component="garden")["owner"] == "admin"


@pytest.mark.parametrize(
    ("name", "value", "old", "new"),
    [
        ("priority", "bad", '"bad" is not a valid value for the priority field.', '"bad" is not a valid value'),
        ("type", "", "field type must be set", "field cannot be empty"),
        (
            "milestone",
            "<b>",
            '"&lt;b&gt;" is not a valid value for the milestone field.',
            '"&lt;b&gt;" is not a valid value',
        ),
        ("summary", "", "Tickets must contain a summary.", "Tickets must contain a summary."),
        (
            "summary",
            "y" * 262_145,
            "Ticket summary is too long (must be less than 262144 characters)",
            "Must be less than or equal to 262144 characters",
        ),
        (
            "description",
            "y" * 262_145,
            "Ticket description is too long (must be less than 262144 characters)",
            "Must be less than or equal to 262144 characters",
        ),
    ],
)
def test_values_are_held_to_rules(each, name, value, old, new):
    text = f"The ticket field <strong>{name}</strong> is invalid: {new}" if each.version == "1.4" else old

    assert each.refusal("ticket.update", each.make(), "", {"action": "leave", name: value}) == (-32603, text)


def test_what_is_wrong_is_told_together(each):
    change = {
        "action": "reassign",
        "action_reassign_reassign_owner": "a",
        "owner": "b",
        "type": "bad",
        "priority": "no",
    }
    _, text = each.refusal("ticket.update", each.make(), "", change)

    conflict = 'Rpc ticket.update: ConfigurableTicketWorkflow changed "owner" to "a", but user changed it to "b".'
    assert text.startswith(conflict)
    assert text.count("is not a valid value") == 2


def test_a_comment_is_bounded_and_answers_a_number(each):
    ticket = each.make()
    _, long = each.refusal("ticket.update", ticket, "y" * 262_145, {"action": "leave"})

    assert "comment" in long
    wrong = each.refusal("ticket.update", ticket, "c", {"action": "leave", "replyto": "z"})
    assert wrong == (-32603, "Invalid comment threading identifier")
    assert each.act(ticket, comment="c", replyto="description")["summary"] == "Sweep"


def test_an_optional_choice_may_be_emptied(each):
    ticket = each.make(milestone="milestone1", version="1.0")
    values = each.act(ticket, milestone="", version="")

    assert (values["milestone"], values["version"]) == ("", "")


def test_hints_hide_addresses_from_those_who_may_not_see_them(each):
    ticket = each.make(owner="a@example.org")

    assert "a@example.org" in each("ticket.getActions", ticket)[0][2]
    assert "a@\u2026" in each("ticket.getActions", ticket, user="carol")[0][2]


def test_without_resolutions_nothing_can_be_resolved(each):
    ticket = each.make(owner="")
    for name in RESOLUTIONS[1:]:
        each("ticket.resolution.delete", name)
    one = each("ticket.getActions", ticket)
    each("ticket.resolution.delete", "fixed")

    assert one[0][2] == "The ticket will remain with no owner."
    assert one[1][2:] == [
        "The resolution will be set to fixed. Next status will be 'closed'.",
        [["action_resolve_resolve_resolution", "fixed", []]],
    ]
    assert each.refusal("ticket.getActions", ticket)[1].startswith(
        "Your workflow attempts to set a resolution but none"
    )


def test_a_ticket_that_is_none_can_be_created(trac):
    assert trac("ticket.getAvailableActions", None) == ["create", "create_and_assign"]
    assert trac("ticket.getActions", None)[0] == ["create", "create", "The status will be 'new'.", []]
