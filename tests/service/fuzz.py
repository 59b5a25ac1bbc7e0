"""A long session of Schemathesis, all phases: `python -m tests.service.fuzz 400`, the number of examples per operation.

Schemathesis runs in an environment of its own, through uv: it wants an older release of a library that we use too.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

VERSION = "4.32.5"
SETTINGS = """
[checks]
not_a_server_error.expected-statuses = ["2xx", "4xx", 501, 502, 503]
positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 409, 422, 501, 502, 503]
[parameters]
"path.connection_id" = "{connection_id}"
"""
"""The platform's own refusals are not ours: 501 is a method it lacks, 422 a value it does not take."""


def main(examples: str) -> int:
    with TemporaryDirectory() as name:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.service.fuzz_app", name], stdout=subprocess.PIPE, text=True
        )
        try:
            address, key, connection_id = server.stdout.readline().split()
            settings = Path(name) / "schemathesis.toml"
            settings.write_text(SETTINGS.format(connection_id=connection_id))
            said = subprocess.run(
                ["uv", "tool", "run", "--from", f"schemathesis=={VERSION}", "schemathesis", "--config-file", settings,
                 "run", f"{address}/v1/openapi.json", "-H", f"Authorization: Bearer {key}", "-n", examples,
                 "--phases", "examples,coverage,fuzzing,stateful", "--seed", "1", "--continue-on-failure",
                 "--no-color"],
                cwd=name, stdout=subprocess.PIPE, text=True, check=False,
            )  # fmt: skip
        finally:
            server.kill()
            server.wait()
    print(said.stdout)
    cases = re.search(r"(\d+) generated", said.stdout)
    print(f"{cases[1] if cases else 'no'} cases; exit code {said.returncode}")
    return said.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
