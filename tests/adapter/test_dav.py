"""Multi-status answers: what real servers send, and what nobody may."""

from __future__ import annotations

import pytest

from tasklab.adapter.dav import DavItem, has_any, parse_multistatus, parse_xml, require_set
from tasklab.unified.error import MethodError, NotFoundError, PermissionDeniedError, PlatformError

TODO = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//contract//EN
BEGIN:VTODO
UID:t-1@contract
DTSTAMP:20261122T120000Z
SUMMARY:renamed
CATEGORIES:backend,urgent
END:VTODO
END:VCALENDAR
"""

# The shapes of Radicale (default namespace, prop before status), Xandikos (numbered prefixes, status first) and SOGo
# (prefixes, quotes as entities): one and the same resource.
ANSWERS = {
    "radicale": f"""<?xml version='1.0' encoding='utf-8'?>
<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><response><href>/alice/cal/t-1.ics</href><propstat>
<prop><getetag>"e1"</getetag><C:calendar-data>{TODO}</C:calendar-data></prop>
<status>HTTP/1.1 200 OK</status></propstat></response></multistatus>""",
    "xandikos": f"""<ns0:multistatus xmlns:ns0="DAV:" xmlns:ns1="urn:ietf:params:xml:ns:caldav"><ns0:response>
<ns0:href>/alice/cal/t-1.ics</ns0:href><ns0:propstat><ns0:status>HTTP/1.1 200 OK</ns0:status><ns0:prop>
<ns0:getetag>"e1"</ns0:getetag><ns1:calendar-data>{TODO}</ns1:calendar-data></ns0:prop></ns0:propstat>
</ns0:response></ns0:multistatus>""",
    "sogo": f"""<?xml version="1.0" encoding="utf-8"?>
<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:response><D:href>
 /alice/cal/t-1.ics
</D:href><D:propstat><D:prop><C:calendar-data>{TODO}</C:calendar-data><D:getetag>&quot;e1&quot;</D:getetag></D:prop>
<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>""",
}


def multistatus(inner):
    return f'<multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{inner}</multistatus>'.encode()


def response(prop, status="HTTP/1.1 200 OK", href="/alice/cal/"):
    return f"<response><href>{href}</href><propstat><prop>{prop}</prop><status>{status}</status></propstat></response>"


@pytest.mark.parametrize("server", sorted(ANSWERS))
def test_each_server_s_way_of_writing_reads_as_the_same_resource(server):
    (item,) = parse_multistatus(ANSWERS[server].encode())
    assert (item.href, item.etag, item.status) == ("/alice/cal/t-1.ics", '"e1"', 200)
    assert item.property("SUMMARY").text == "renamed"
    assert item.property("DUE") is None
    assert [line.value for line in item.properties("CATEGORIES")] == ["backend,urgent"]


def test_paths_lead_through_elements_and_an_empty_element_is_not_a_missing_one():
    inner = (
        "<displayname> Work </displayname><resourcetype><collection/><C:calendar/></resourcetype>"
        "<current-user-principal><href> /p/alice/ </href></current-user-principal>"
        "<C:calendar-home-set><href>/a/</href><href>/b/</href></C:calendar-home-set>"
        '<x:odd xmlns:x="urn:x">1</x:odd>'
    )
    (item,) = parse_multistatus(multistatus(response(inner)))
    assert item.text("D:displayname") == " Work "
    assert item.text("D:resourcetype/C:calendar") == ""
    assert item.text("D:resourcetype/C:addressbook") is None
    assert item.text("D:current-user-principal/D:href") == "/p/alice/"
    assert item.texts("C:calendar-home-set/D:href") == ["/a/", "/b/"]
    assert item.text("{urn:x}odd") == "1"


def test_a_property_that_the_resource_lacks_is_absent():
    both = (
        "<response><href>/a/</href>"
        "<propstat><prop><displayname>A</displayname></prop><status>HTTP/1.1 200 OK</status></propstat>"
        "<propstat><prop><getetag/></prop><status>HTTP/1.1 404 Not Found</status></propstat></response>"
    )
    (item,) = parse_multistatus(multistatus(both))
    assert item.text("D:displayname") == "A"
    assert item.text("D:getetag") is None
    assert item.etag is None
    assert item.refused == (("D:getetag", 404),)


def test_a_resource_that_went_meanwhile_is_left_out():
    gone = "<response><href>/a/1.ics</href><status>HTTP/1.1 404 Not Found</status></response>"
    items = parse_multistatus(multistatus(gone + response("<getetag>1</getetag>")))
    assert [item.href for item in items] == ["/alice/cal/"]


def test_a_list_that_is_cut_short_is_an_error():
    cut = "<response><href>/a/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>"
    with pytest.raises(PlatformError, match="507"):
        parse_multistatus(multistatus(cut))


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<html><body>Sign in</body></html>",
        b"not xml",
        b'<multistatus xmlns="DAV:"><response></response></multistatus>',
        b'<multistatus xmlns="DAV:"><response><href>/a</href>',
        b'<multistatus xmlns="DAV:"><response><href>/a</href><status>fine</status></response></multistatus>',
        b'<?xml version="1.0" encoding="klingon"?><multistatus xmlns="DAV:"/>',
        b'<multistatus xmlns="DAV:">\xff</multistatus>',
    ],
)
def test_what_is_no_multistatus_is_the_platform_s_fault(document):
    with pytest.raises(PlatformError):
        parse_multistatus(document)


def test_document_types_and_entities_are_refused():
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        '<multistatus xmlns="DAV:"><response><href>&b;</href></response></multistatus>'
    )
    outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><multistatus xmlns="DAV:"/>'
    for document in (bomb, outside):
        for encoding in ("utf-8", "utf-16"):
            with pytest.raises(PlatformError, match="document type"):
                parse_xml(document.encode(encoding))


def test_depth_is_bounded():
    with pytest.raises(PlatformError, match="levels"):
        parse_xml(b"<a>" * 100_000)


def test_what_could_not_be_set_is_reported_by_the_kind_its_status_means():
    failed = (
        "<response><href>/a/</href>"
        "<propstat><prop><displayname/></prop><status>HTTP/1.1 424 Failed Dependency</status></propstat>"
        "<propstat><prop><C:calendar-description/></prop><status>HTTP/1.1 403 Forbidden</status></propstat></response>"
    )
    with pytest.raises(PermissionDeniedError, match="C:calendar-description") as caught:
        require_set(multistatus(failed))
    assert caught.value.native_status == 403
    require_set(multistatus(response("<displayname/>")))


def test_a_made_calendar_answer_is_checked_too():
    with pytest.raises(MethodError):
        require_set(
            b'<m:mkcalendar-response xmlns:m="urn:ietf:params:xml:ns:caldav" xmlns="DAV:"><propstat>'
            b"<prop><displayname/></prop><status>HTTP/1.1 507 Full</status></propstat></m:mkcalendar-response>"
        )


def test_a_resource_that_was_read_alone_is_the_same_kind_of_item():
    item = DavItem("/alice/cal/t-1.ics", '"e1"', document=TODO.encode())
    assert item.property("UID").text == "t-1@contract"


def test_an_event_is_no_task():
    event = TODO.replace("VTODO", "VEVENT")
    with pytest.raises(NotFoundError):
        _ = DavItem("/alice/cal/e.ics", document=event).todo


def test_a_resource_without_calendar_data_is_the_platform_s_fault():
    with pytest.raises(PlatformError, match="/alice/cal/"):
        _ = DavItem("/alice/cal/").todo


def test_attributes_are_read_of_every_element_that_has_them():
    inner = '<C:set><C:comp name="VEVENT"/><C:comp/><C:comp name="VTODO">x</C:comp></C:set>'
    (item,) = parse_multistatus(multistatus(response(inner)))
    assert item.texts("C:set/C:comp@name") == ["VEVENT", "VTODO"]
    assert item.text("C:set/C:comp@name") == "VEVENT"
    assert item.texts("C:set/C:comp") == ["", "", "x"]
    assert item.text("C:set/C:comp@novalue") is None


def test_one_of_several_values_is_wanted_or_none():
    assert has_any(["VEVENT", "VTODO"], ["VTODO"])
    assert not has_any(["VEVENT"], ["VTODO", None])
    assert has_any([], ["VTODO", None])
    assert not has_any([], ["VTODO"])


def test_a_contact_is_no_task():
    with pytest.raises(NotFoundError):
        _ = DavItem("/a/b.vcf", document=b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nEND:VCARD\r\n").todo
