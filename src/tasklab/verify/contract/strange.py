"""Ids that must reach nothing: attacks on addresses, queries and parsers, made from an id that exists."""

from __future__ import annotations


def strange_ids(known: str, salt: str, most: int) -> list[str]:
    """Return strange ids, at most so many; which ones follows from `salt`, so that all are tried on some method."""
    head, _, tail = known.rpartition("/")
    # What reaches the object all the same where nothing is escaped is tried on every method.
    first = [f"{known}?x=1", f"{known}#x"][: max(1, most // 2)]
    found = [
        "../admin",
        "1;DROP TABLE task",
        f"{known}/../{known}x",
        "..%2F..%2Fadmin",
        "1' OR '1'='1",
        " ",
        "x" * 3000,
        "\u202e𝒯任务",
        "..",
        ".",
        f"{known}%00",
        "*",
        "-1",
        "null",
        "<id/>",
        f"{head}/../../{tail}" if head else f"{known}x",
        "a\r\nX-Injected: 1",
    ]
    rest = max(0, most - len(first))
    begin = sum(salt.encode()) % len(found)
    return [*first, *(found + found)[begin : begin + min(rest, len(found))]]
