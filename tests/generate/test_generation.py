"""Generating a folder of specs: only what changed is written, and what differs is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.generate.sample import read_sample, render, text_of, write_spec

from tasklab.generate.digest import find_stamp
from tasklab.generate.generation import check_drift, generate_all
from tasklab.spec.load import load_spec

SPECS = Path(__file__).parents[2] / "specs"
ADAPTER = "tasklab_connectors/tracker/v1_0.py"
PACKAGE = "tasklab_connectors/tracker/__init__.py"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_spec(tmp_path / "specs", "tracker", read_sample("tracker"))
    (tmp_path / "connectors").mkdir()
    return tmp_path


def generate(root: Path, *, check: bool = False) -> Any:
    return generate_all(root / "specs", root / "connectors", check=check)


def adapter(root: Path) -> Path:
    return root / "connectors" / ADAPTER


def test_writes_the_adapter_and_its_package(root: Path) -> None:
    report = generate(root)
    assert report.written == (PACKAGE, ADAPTER)
    assert not report.problems
    stamp = find_stamp(adapter(root).read_text("utf-8"))
    assert stamp is not None
    assert stamp.source == "tracker/1.0.yaml"
    assert stamp.spec == load_spec(root / "specs", "tracker", "1.0").digest


def test_what_has_not_changed_is_not_touched(root: Path) -> None:
    generate(root)
    os.utime(adapter(root), ns=(1, 1))
    report = generate(root)
    assert (report.written, report.unchanged) == ((), (ADAPTER,))
    assert report.is_clean
    assert adapter(root).stat().st_mtime_ns == 1


def test_a_comment_in_a_spec_changes_no_adapter(root: Path) -> None:
    generate(root)
    spec = root / "specs" / "tracker" / "1.0.yaml"
    spec.write_text(spec.read_text("utf-8") + "# a remark\n", "utf-8")
    assert generate(root).is_clean


def test_only_the_adapter_of_the_changed_spec_is_written(root: Path) -> None:
    write_spec(root / "specs", "desk", read_sample("desk"))
    generate(root)
    document = read_sample("tracker")
    document["entities"]["task"]["fields"]["title"]["max_length"] = 100
    write_spec(root / "specs", "tracker", document)
    assert generate(root).written == (ADAPTER,)


def test_an_edit_by_hand_is_drift_and_is_undone(root: Path) -> None:
    generate(root)
    written = adapter(root).read_bytes()
    adapter(root).write_bytes(written.replace(b"/issues.json", b"/issues.xml"))
    (problem,) = check_drift(root / "specs", root / "connectors")
    assert problem.source == ADAPTER
    assert "tasklab generate" in str(problem)
    assert generate(root).written == (ADAPTER,)
    assert adapter(root).read_bytes() == written
    assert check_drift(root / "specs", root / "connectors") == []


def test_checking_writes_nothing(root: Path) -> None:
    report = generate(root, check=True)
    assert report.written == (PACKAGE, ADAPTER)
    assert list((root / "connectors").iterdir()) == []


def test_the_adapter_of_a_spec_that_is_gone_is_removed(root: Path) -> None:
    write_spec(root / "specs", "desk", read_sample("desk"))
    generate(root)
    (root / "specs" / "desk" / "1.0.yaml").unlink()
    report = generate(root)
    assert report.removed == ("tasklab_connectors/desk/__init__.py", "tasklab_connectors/desk/v1_0.py")
    assert not (root / "connectors" / "tasklab_connectors" / "desk").exists()


def test_a_file_that_is_somebody_s_own_is_left_alone(root: Path) -> None:
    generate(root)
    own = root / "connectors" / "tasklab_connectors" / "tracker" / "v9_9.py"
    own.write_text("# mine\n", "utf-8")
    assert generate(root).is_clean
    assert own.exists()


def test_a_protocol_gets_no_adapter(root: Path) -> None:
    write_spec(root / "specs", "shared", read_sample("desk") | {"kind": "protocol"})
    assert generate(root).written == (PACKAGE, ADAPTER)


def test_everything_that_is_wrong_is_told_and_the_rest_is_written(root: Path) -> None:
    broken = read_sample("desk")
    broken["methods"]["task.get"]["get"] = "/tasks/{nobody}"
    write_spec(root / "specs", "desk", broken)
    generate(root, check=True)
    report = generate(root)
    assert [str(problem).partition(":")[0] for problem in report.problems] == ["desk/1.0.yaml"]
    assert report.written == (PACKAGE, ADAPTER)
    assert not report.removed


def test_a_missing_codec_is_told_with_its_place(root: Path) -> None:
    document = read_sample("tracker")
    document["entities"]["task"]["fields"]["estimate"] = "hours"
    write_spec(root / "specs", "tracker", document)
    (problem,) = generate(root).problems
    assert problem.where == "entities.task.fields.estimate"
    assert "codec" in problem.expected


def test_the_same_bytes_from_any_folder_and_hash_seed(root: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tasklab.generate.generation import generate_all; "
        "generate_all(Path(sys.argv[1]) / 'specs', Path(sys.argv[1]) / 'connectors')"
    )
    texts = set()
    for seed in ("1", "2"):
        (adapter(root)).unlink(missing_ok=True)
        (root / "ruff.toml").write_text(f"line-length = {60 + int(seed)}\n", "utf-8")
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", script, str(root)], check=True, cwd=root, env=environment)
        texts.add(adapter(root).read_bytes())
    assert len(texts) == 1


def test_a_small_change_in_a_spec_is_a_small_change_in_the_adapter() -> None:
    before = text_of("tracker", read_sample("tracker")).splitlines()
    document = read_sample("tracker")
    document["entities"]["task"]["fields"]["start"] = {"path": "start_date", "codec": "day"}
    after = text_of("tracker", document).splitlines()
    gained = [line for line in after if line not in before]
    lost = [line for line in before if line not in after]
    assert len(gained) + len(lost) <= 15, (gained, lost)
    assert any("start_date" in line for line in gained)


def test_text_of_a_vendor_stays_text() -> None:
    document = read_sample("tracker")
    document["methods"]["task.get"]["because"] = 'It says """ and \\N and {braces} "'
    document["unavailable"]["section.list"] = {
        "because": 'Quoted: """ \\ " \' {x} and a line\nbreak',
        "source": "https://example.org/docs",
    }
    text = text_of("tracker", document)
    compile(text, "sample", "exec")
    assert "break" in text


def test_generated_text_needs_no_formatting_twice(root: Path) -> None:
    generate(root)
    from tasklab.generate.formatting import format_modules

    text = adapter(root).read_text("utf-8")
    assert format_modules({"again": text})["again"] == text


def test_nothing_is_interpreted_at_run_time(root: Path) -> None:
    text = render(load_spec(root / "specs", "tracker", "1.0"))
    assert not [word for word in ("getattr(", "setattr(", "eval(", "exec(", "__dict__") if word in text]


def test_the_real_adapters_are_the_same_bytes_with_any_hash_seed(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from tasklab.generate.generation import generate_all; "
        "generate_all(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    texts = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        out.mkdir()
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([sys.executable, "-c", script, str(SPECS), str(out)], check=True, env=environment)
        texts.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*.py")})
    assert texts[0] == texts[1]
    assert any(path.name.startswith("v") for path in texts[0])
