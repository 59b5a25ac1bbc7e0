"""Checks the built distributions as a user gets them: `python tests/check_wheel.py DIST`.

Not a test module: the session `wheel` runs it with the distributions that it has just built.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

PROBE = """
import json, pathlib, sys
import tasklab, tasklab_connectors
from tasklab.adapter.connection import Connection
from tasklab.adapter.registry import find_adapters, load_adapter
from tasklab.spec.load import find_specs, find_specs_dir, load_spec
from tasklab.workspace import find_workspace

for package in (tasklab, tasklab_connectors):
    assert "site-packages" in package.__file__, package.__file__
workspace = find_workspace(pathlib.Path.cwd())
assert not workspace.is_checkout
specs = find_specs_dir(pathlib.Path.cwd())
assert "site-packages" in str(specs), specs
wanted = [(name.platform, name.version) for name in find_specs(specs)]
products = [(p, v) for p, v in wanted if load_spec(specs, p, v).mapping["kind"] != "protocol"]
assert products, "no specs in the package"
for platform, version in products:
    assert load_adapter(platform, version).version == version
print(len(products), "adapters")
"""


def main(folder: Path) -> None:
    """Install wheel and sdist, each into an environment of its own, far from the source, and use them."""
    # A session's own folder for temporary files is inside the checkout, where its sources would be found first.
    os.environ.pop("TMPDIR", None)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    names = zipfile.ZipFile(wheel).namelist()
    for part in (
        "tasklab/_bundle/specs/",
        "tasklab/_bundle/contract_tests/",
        "tasklab/_bundle/ledger/",
        "tasklab/service/openapi/template/",
        "tasklab_connectors/",
        "tasklab/py.typed",
    ):
        assert any(name.startswith(part) for name in names), f"{part} is not in {wheel.name}"
    assert any(name.endswith((".jinja", ".j2")) for name in names), "no templates in the wheel"
    with tarfile.open(sdist) as archive:
        assert any(name.endswith("/tests/check_wheel.py") for name in archive.getnames()), "no tests in the sdist"
    for distribution in (wheel, sdist):
        with tempfile.TemporaryDirectory() as place:
            use(distribution, Path(place))


def use(distribution: Path, place: Path) -> None:
    """Use one distribution as a newcomer would."""
    python = place / "venv" / "bin" / "python"
    run([sys.executable, "-m", "venv", str(place / "venv")], place)
    run([str(python), "-m", "pip", "install", "--quiet", str(distribution.resolve())], place)
    sys.stdout.write(f"{distribution.name}: {run([str(python), '-c', PROBE], place)}")
    for words in (["--version"], ["--help"], ["lint"], ["schema"]):
        run([str(place / "venv" / "bin" / "tasklab"), *words], place)


def run(argv: list[str], place: Path) -> str:
    """Run a command away from the source; what it prints is shown when it fails."""
    done = subprocess.run(argv, cwd=place, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(argv[:3])} … failed with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]))
