"""`badges/*.svg`: one line for each platform, to be shown elsewhere; never more than what is proven."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from tasklab.report.part import Compatibility, PlatformPart

_HEIGHT, _PAD, _LETTER = 20, 8, 6.7
_COLOURS = {"good": "#1a6b35", "late": "#a3211a", "none": "#59636e"}


def render_badges(report: Compatibility) -> dict[str, str]:
    """Render one badge for each platform, by its name, and one for the lab: `tasklab`."""
    served = sum(platform.served is not None for platform in report.platforms)
    late = sum(version.is_late for platform in report.platforms for version in platform.versions)
    text = f"{served} of {len(report.platforms)} platforms" + (f", {late} late" if late else "")
    whole = render_badge("tasklab", text, "late" if late else "good" if served else "none")
    return {"tasklab": whole} | {platform.platform: _render_platform(platform) for platform in report.platforms}


def _render_platform(platform: PlatformPart) -> str:
    served, newest = platform.served, platform.newest
    if newest is not None and newest.is_late:
        has = f"{served.version} · " if served else ""
        return render_badge(platform.name, f"{has}{newest.version} is late", "late")
    if served is None:
        return render_badge(
            platform.name, "broken" if newest and newest.status == "broken" else "not supported", "none"
        )
    proof = served.level or "none"
    stale = ", stale" if served.freshness == "stale" else ""
    return render_badge(platform.name, f"{served.version} · proof: {proof}{stale}", "none" if stale else "good")


def render_badge(label: str, text: str, tone: str) -> str:
    """Render two words side by side as an image that reads itself out."""
    left, right = _width(label), _width(text)
    total = left + right
    name = f"{label}: {text}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{_HEIGHT}" role="img" '
        f"aria-label={quoteattr(name)}><title>{escape(name)}</title>"
        f'<rect width="{total}" height="{_HEIGHT}" rx="3" fill="#24292f"/>'
        f'<path d="M{left} 0h{right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H{left}z" fill="{_COLOURS[tone]}"/>'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{left / 2:g}" y="14">{escape(label)}</text>'
        f'<text x="{left + right / 2:g}" y="14">{escape(text)}</text></g></svg>\n'
    )


def _width(text: str) -> int:
    return round(len(text) * _LETTER) + 2 * _PAD
