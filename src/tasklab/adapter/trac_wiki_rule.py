"""What Trac takes for markup within a line, and what begins a line as another block than a paragraph.

They match what `trac.wiki.parser` and the parts of Trac that add to it match, in their order: a mark where Trac sees
none would be shown to people.
"""

from __future__ import annotations

import re
from functools import cache

ZERO_WIDTH_SPACE = "\u200b"
DEEPEST = 6
"""Levels of headings."""
MARKS = {"strong": "'''", "em": "''"}
LINES = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What ends a line."""
CODE_START = re.compile(r"\s*\{\{\{(?:\s*#![\w+-][\w+-/]*|\s*\Z)")
CODE_END = "}}}"
PROCESSOR = re.compile(r"\s*#![\w+-][\w+-/]*")
HEADING = re.compile(r"\s*(?P<depth>={1,6})\s(?P<text>.*?)(?:#[^\W\d][\w:.-]*?)?\s*\Z")
ENTRY = re.compile(r"(?P<depth>\s*)(?:[-*\u2022]|(?P<number>[0-9]+|[a-zA-Z]|[ivxIVX]{1,5})\.)\s")
QUOTE = re.compile(r"(?:\s*> ?)+")
RULE = "----"
LINE_START = re.compile(
    rf"\s*>|{RULE}|{CODE_END}|{HEADING.pattern}|{ENTRY.pattern.replace('depth', 'indent')}|{CODE_START.pattern}"
)

_QUOTED = r"'[^']+'|\"[^\"]+\""
_SCHEME = r"[a-zA-Z][-a-zA-Z0-9+._]*"
_RANGES = rf"[0-9]+(?:[-:][0-9]+)?(?:,{ZERO_WIDTH_SPACE}?[0-9]+(?:[-:][0-9]+)?)*"
_CHANGE = r"(?:[0-9]+|[a-fA-F0-9]{8,})"
_SITE = r"[a-zA-Z.+-]*?"
_OWN = (
    "attachment|browser|changeset|comment|diff|export|htdocs|log|milestone|query|raw-attachment|report|repos|search|source"
    "|ticket|timeline|wiki"
)
"""What begins an address of Trac's own, as ticket:1."""
_TARGET = r"[\w/?!#@](?<!_)(?:(?:\|(?=[^|\s])|[^|<>\s])*[\w/=](?<!_))?"
_NAME = r"[\w:](?<!\d)(?:[\w:.-]*[\w-])?"


@cache
def tokens() -> re.Pattern[str]:
    """Return what is markup within a line; each is told by the name of its group.

    `passing` is read by Trac, and shows the same text.
    """
    letters = [chr(code) for code in range(0x10000)]
    upper, lower = ("".join(filter(test, letters)) for test in (str.isupper, str.islower))
    page = rf"(?:[{upper}][{lower}]+/?){{2,}}(?:@[0-9]+)?(?:#{_NAME})?(?=:(?:\Z|\s)|[^:\w]|\s|\Z)"
    rules = (
        r"(?P<both>!?''''')",
        r"(?P<strong>!?(?:'''|\*\*))",
        r"(?P<em>!?(?:''|//))",
        r"(?P<shape>!?(?:__|~~|,,|\^))",
        r"(?P<code>!?(?:\{\{\{(?P<braced>.*?)\}\}\}|`(?P<ticked>.*?)`))",
        rf"(?P<page>!?(?<![\w/])(?:\.?\.?/)*{page}|!?\[{page}\s+(?:{_QUOTED}|[^\]]+)\])",
        rf"(?P<page_link>!?\[(?:{_QUOTED})(?:\s+(?:{_QUOTED}|[^\]]+))?\])",
        rf"(?P<ticket>!?(?<!&)#{_SITE}{_RANGES})",
        rf"(?P<report>!?\{{{_SITE}\s*[0-9]+\}})",
        rf"(?P<change>!?\[{_SITE}\s*{_CHANGE}(?:/[^\]]*)?(?:\?[^\]]*)?(?:#[^\]]*)?\])",
        r"(?P<revision>(?:\b|!)r[0-9]+\b(?!:[0-9])(?:/[a-zA-Z0-9_/+-]+)?)",
        rf"(?P<changes>!?\[{_SITE}\s*(?:{_RANGES}|{_CHANGE}(?:[:-]{_CHANGE})?)(?:[/?][^\]]*)?\])",
        rf"(?P<revisions>(?:\b|!)r{_RANGES}\b(?:/[a-zA-Z0-9_/+-]+)?)",
        r"(?P<feed>!?\\\\)",
        r"(?P<passing_mail>!?[a-zA-Z0-9.'+_-]+@(?:[a-zA-Z0-9_-]+\.)+[a-zA-Z](?:[-a-zA-Z\d]*[a-zA-Z\d])?)",
        rf"(?P<passing_bracket>!?<(?!(?:{_OWN}):){_SCHEME}:[^>]+>)",
        rf"(?P<bracket>!?<{_SCHEME}:[^>]+>)",
        rf"(?P<own>!?(?:{_OWN}):(?:{_SCHEME}:(?:{_QUOTED})|{_QUOTED}|{_TARGET}))",
        rf"(?P<passing>!?{_SCHEME}:(?:{_SCHEME}:(?:{_QUOTED})|{_QUOTED}|{_TARGET}))",
        (
            rf"(?P<link>!?\[(?P<address>(?:https?://|mailto:)[^\]\s{ZERO_WIDTH_SPACE}]*)"
            rf"(?:[\s{ZERO_WIDTH_SPACE}]+(?P<label>{_QUOTED}|[^\]]*))?\])"
        ),
        (
            rf"(?P<own_link>!?\[(?:[/?#][^\s\]]*|\.\.?(?:[/?#][^\s\]]*)?"
            rf"|{_SCHEME}:(?:{_SCHEME}:(?:{_QUOTED})|{_QUOTED}|[^\]\s{ZERO_WIDTH_SPACE}]*))"
            rf"(?:[\s{ZERO_WIDTH_SPACE}]+(?:{_QUOTED}|[^\]]*))?\])"
        ),
        r"(?P<anchor>!?\[=#[\w:](?<!\d)[\w:.-]*?(?:\s+[^\]]*)?\])",
        r"(?P<feed_macro>!?\[\[[bB][rR](?:\(.*?\))?\]\])",
        r"(?P<web>!?\[\[(?P<web_address>https?://[^\]|\s]+)\s*(?:\|(?P<web_label>[^\]]*))?\]\])",
        r"(?P<macro>!?\[\[(?:[^]]|][^]])+\]\])",
        r"(?P<row>!?\s*\|-+\s*)",
        r"(?P<cell>!?=?(?:\|\|)+=?)",
    )
    return re.compile("|".join(rules))
