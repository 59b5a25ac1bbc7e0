"""Rich text as Hypothesis strategies: as people write it, and as nobody should."""

from __future__ import annotations

from hypothesis import strategies as st

_MARKS = r"a¦b c¦*x*¦**y**¦`z`¦`` ` ``¦- ¦1. ¦> ¦# ¦[l](http://x)¦![i](u)¦<b>¦&amp;¦***¦_¦~¦|¦+ ¦```%¦---%¦\*¦!¦2) ¦é"
_MORE_MARKS = r'h1. ¦: ¦@¦-¦==¦{{¦[[¦#¦* ¦(c)¦&lt;¦\¦.¦%¦%%¦  %¦\%¦"'
MARKDOWN = st.lists(
    st.sampled_from([mark.replace("%", "\n") for mark in f"{_MARKS}¦{_MORE_MARKS}".split("¦")]), max_size=12
).map("".join)
"""Any text that plays with marks."""

PHRASES = st.lists(
    st.sampled_from(
        [
            "a",
            "snake_case",
            "2 * 3",
            "*soft*",
            "**strong**",
            "`code`",
            "[l](http://x/a_b)",
            "<b>",
            "&",
            "# no",
            "1. no",
            "é",
        ]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)
_BLOCKS = st.one_of(
    PHRASES.map("x {}".format),
    PHRASES.map("## {}".format),
    PHRASES.map("> x {}".format),
    st.lists(PHRASES.map("x {}".format), min_size=1, max_size=3).map("\\\n".join),
    st.text("ab`\n <&", max_size=20).map(lambda code: f"````py\n{code}\n````"),
    st.just("***"),
)
_LISTS = st.lists(PHRASES, min_size=1, max_size=3).map(
    lambda items: "\n".join(f"- x {item}\n  1. x {item}" for item in items)
)
DOCUMENTS = st.lists(_BLOCKS, max_size=4).map("\n\n".join) | _LISTS
"""Text as people write it."""

_TEXTILE = 'a ¦*b*¦_c_¦-d-¦@e@¦"l":http://x¦!i.png!¦%¦%%¦* ¦** ¦# ¦h2. ¦bq. ¦> ¦p(x). ¦<pre>x</pre>'
_MORE_TEXTILE = r'|_. t |¦&copy;¦<pre><code class="rb">%y%</code></pre>¦<notextile>*</notextile>¦\¦`¦[[W]]'
TEXTILE = st.lists(
    st.sampled_from([mark.replace("%", "\n") for mark in f"{_TEXTILE}¦{_MORE_TEXTILE}".split("¦")]), max_size=12
).map("".join)

HTML = st.sampled_from(
    [
        "<p>a<br>b</p><div>c</div><ul><li>1. x<ul><li>y</li></ul></li></ul>",
        "<script>alert(1)</script><p>&lt;b&gt; <b>x</b> - <i>y</i></p><table><tr><td>1</td><td>2</td></tr></table>",
        "plain <a href='http://x/(y)' title='t \"u\"'>link</a> <img src=u alt=i>",
    ]
)

_ASANA = "a ¦ b¦\n¦*¦1. ¦&amp;¦&lt;b&gt;¦<strong>¦</strong>¦<em>¦</em>¦<code>¦</code>¦<u>¦</u>¦<h1>¦</h1>"
_MORE_ASANA = "<ul><li>¦</li></ul>¦<li>¦</li>¦<ol>¦</ol>¦<pre>¦</pre>¦<blockquote>¦</blockquote>¦<hr/>"
_LINKS = '<a href="http://x/y">¦</a>¦<img src="u" alt="i"/>'
ASANA = st.lists(st.sampled_from(f"{_ASANA}¦{_MORE_ASANA}¦{_LINKS}".split("¦")), max_size=12).map(
    lambda parts: f"<body>{''.join(parts)}</body>"
)
"""Marks of Asana's HTML, mostly not balanced."""

_WIKI = r"a ¦*b*¦_c_¦{*}d{*}¦{{e}}¦[l|http://x]¦[http://x]¦!i.png!¦%¦%%¦* ¦** ¦*# ¦h2. ¦bq. ¦{quote}¦----%¦\\¦\*¦&#42;"
_MORE_WIKI = r"{code:py}x{code}¦{noformat}*{noformat}¦{color:red}¦||t||¦-gone-¦[~accountid:1]¦{panel}¦{{¦[¦{code}¦- "
WIKI = st.lists(
    st.sampled_from([mark.replace("%", "\n") for mark in f"{_WIKI}¦{_MORE_WIKI}".split("¦")]), max_size=12
).map("".join)

_TEXTS = st.sampled_from(["a", " b", "1. c", "*d*", "\n", "{e}", ""])
_ADF_MARKS = st.lists(
    st.sampled_from(
        [{"type": "strong"}, {"type": "em"}, {"type": "code"}, {"type": "strike"}]
        + [{"type": "link", "attrs": {"href": address}} for address in ("https://x/y", "javascript:x")]
    ),
    max_size=2,
)
_ADF_LEAVES = st.builds(lambda text, marks: {"type": "text", "text": text, "marks": marks}, _TEXTS, _ADF_MARKS) | (
    st.sampled_from(
        [
            {"type": "hardBreak"},
            {"type": "rule"},
            {"type": "mention", "attrs": {"id": "1", "text": "@Ada"}},
            {"type": "emoji", "attrs": {"shortName": ":grin:"}},
            {"type": "date", "attrs": {"timestamp": "1582152559000"}},
            {"type": "inlineCard", "attrs": {"url": "https://x/y"}},
            {"type": "mediaSingle", "content": [{"type": "media", "attrs": {"id": "1", "alt": "i.png"}}]},
            {"type": "codeBlock", "attrs": {"language": "py"}, "content": [{"type": "text", "text": "x\n"}]},
            {"type": "brandNew"},
        ]
    )
)
_ADF_NODES = st.recursive(
    _ADF_LEAVES,
    lambda inner: st.builds(
        lambda kind, content: {"type": kind, "attrs": {"level": 3}, "content": content},
        st.sampled_from(
            [
                "paragraph",
                "heading",
                "blockquote",
                "bulletList",
                "orderedList",
                "listItem",
                "panel",
                "table",
                "tableRow",
            ]
        ),
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)
ADF = st.lists(_ADF_NODES, max_size=3).map(lambda content: {"type": "doc", "version": 1, "content": content})
"""Documents of nodes as they may come, mostly in places where they may not stand."""

_TRAC = "a ¦ b¦%¦%%¦'''b'''¦''c''¦**¦//¦__u__¦`d`¦{{{e}}}¦%{{{%x%}}}%¦= h =%¦%== h ==%¦ * i%¦   1. j%¦> q%¦  in%¦----%"
_MORE_TRAC = (
    r"FooBar¦'''''¦#1¦r2¦[3]¦{4}¦wiki:P¦http://x/FooBar¦[http://x/y l]¦[[BR]]¦\\¦[[Macro(x)]]¦||t||¦!FooBar¦^¦!¦*¦1. "
)
TRAC = st.lists(
    st.sampled_from([mark.replace("%", "\n") for mark in f"{_TRAC}¦{_MORE_TRAC}".split("¦")]), max_size=12
).map("".join)
"""Trac's wiki text."""

_PIECES = st.sampled_from(
    ["a", " b", "*d*", "\n", "- i\n", "1. j\n", "# h\n", "> q\n", "```\n", "---\n", "  in\n", "\n\n", ""]
)
_ANNOTATIONS = st.dictionaries(
    st.sampled_from(["bold", "italic", "code", "underline", "strikethrough"]), st.booleans(), max_size=3
)
_RUNS = st.builds(
    lambda text, annotations, address: {
        "type": "text",
        "text": {"content": text, "link": None if address is None else {"url": address}},
        "annotations": {**annotations, "color": "default"},
        "plain_text": text,
        "href": address,
    },
    _PIECES,
    _ANNOTATIONS,
    st.sampled_from([None, "https://x/y", "/p1"]),
) | st.just({"type": "equation", "equation": {"expression": "e=mc^2"}, "plain_text": "e=mc^2", "href": None})
NOTION = st.lists(_RUNS, max_size=8)
"""Runs as Notion answers with them."""
