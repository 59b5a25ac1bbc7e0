"""What sub-commands there are, each with its one-line help: the help is printed from here, without importing any."""

from __future__ import annotations

COMMANDS: dict[str, str] = {
    "lab": "Run the whole loop: watch, verify on real servers, gate, promote, report.",
    "lint": "Check the specs.",
    "generate": "Write the adapters from the specs.",
    "verify": "Run the contract suite on real servers and record the evidence.",
    "watch": "Ask the release sources what is new.",
    "status": "Show what is supported, what is late, what to worry about next.",
    "windows": "Show the support windows.",
    "coverage": "Show how many methods each platform has, and how strong the proof is.",
    "explain": "Say everything about one method on one version.",
    "advance": "Take new releases as far as the lab can alone.",
    "gate": "Answer whether this may be released, or a version promoted.",
    "promote": "Mark a version supported, if the gate says yes.",
    "waive": "Record a waiver with reason, owner and expiry.",
    "report": "Write the reports.",
    "vendor": "Fetch and compare what vendors publish about their APIs.",
    "ledger": "Check or export the ledger.",
    "schema": "Print the JSON Schema of the spec language.",
    "new": "Start a platform or a version.",
    "mutate": "Plant faults in the adapters; see whether the contract catches them.",
    "twin": "Serve an imitation of a platform on loopback.",
    "serve": "Serve the live API.",
    "work": "Do the background work of the live API, beside `serve` on PostgreSQL.",
    "mcp": "Offer the live API as tools of the Model Context Protocol.",
    "admin": "Manage accounts, keys and secrets of the live API.",
    "doctor": "Say what this machine has and lacks for the lab.",
}
"""Sub-command to its one-line help, in the order of the flow."""

_USAGE = """\
Usage: tasklab [OPTIONS] COMMAND [ARGS]...

  One API over many task managers, and the lab that keeps it true.

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

Commands:
"""


def render_help() -> str:
    """Render what `tasklab --help` prints."""
    width = max(map(len, COMMANDS))
    return _USAGE + "".join(f"  {name:<{width}}  {line}\n" for name, line in COMMANDS.items())
