from __future__ import annotations

import itertools
import subprocess
import sys

import pytest

from tasklab.adapter.registry import find_adapters, load_adapter, module_name
from tasklab.unified.error import VersionUnsupportedError

_COUNTER = itertools.count()
MODULE = """
from tasklab.adapter.adapter import Adapter

class Other:
    pass

class Made(Adapter):
    platform = "jira-cloud"
    version = "{version}"
    base_url = "https://h.example"
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    name = f"made_{next(_COUNTER)}"
    folder = tmp_path / name / "jira_cloud"
    folder.mkdir(parents=True)
    (tmp_path / name / "__init__.py").touch()
    (folder / "__init__.py").touch()
    for version in ("6.10", "2025-09-03"):
        (folder / f"v{version.replace('.', '_').replace('-', '_')}.py").write_text(MODULE.format(version=version))
    (folder / "vbroken.py").write_text("import nothing_of_that_name\nclass A:\n    platform = 'x'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return name


def test_names_follow_the_convention():
    assert module_name("jira-cloud", "6.10") == "jira_cloud.v6_10"


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "os;x", "-x", "a b", "ä"])
def test_a_name_is_never_a_way_elsewhere(name):
    with pytest.raises(ValueError, match="names no platform"):
        module_name(name, "1")
    with pytest.raises(VersionUnsupportedError):
        load_adapter("jira-cloud", name)


def test_an_adapter_is_imported_when_it_is_asked_for(package):
    assert load_adapter("jira-cloud", "6.10", package).version == "6.10"
    assert load_adapter("jira-cloud", "2025-09-03", package).__name__ == "Made"


@pytest.mark.parametrize(("platform", "version"), [("jira-cloud", "7"), ("asana", "1")])
def test_one_that_is_not_there_is_unsupported(package, platform, version):
    with pytest.raises(VersionUnsupportedError) as caught:
        load_adapter(platform, version, package)
    assert (caught.value.platform, caught.value.platform_version) == (platform, version)


def test_a_fault_inside_an_adapter_is_not_hidden(package):
    with pytest.raises(ModuleNotFoundError, match="nothing_of_that_name"):
        load_adapter("jira-cloud", "broken", package)


def test_finding_reads_names_and_imports_nothing(package, tmp_path):
    (tmp_path / package / "jira_cloud" / "vbroken.py").unlink()
    assert find_adapters(package) == (("jira-cloud", "2025-09-03"), ("jira-cloud", "6.10"))
    assert f"{package}.jira_cloud.v6_10" not in sys.modules
    assert find_adapters("no_such_package") == ()


def test_a_file_that_is_no_adapter_is_named(package):
    with pytest.raises(ValueError, match=r"vbroken\.py is no adapter"):
        find_adapters(package)


def _modules_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stdout.split())


def test_importing_the_registry_imports_next_to_nothing():
    assert not _modules_after("import tasklab.adapter.registry") & {"typing", "re", "msgspec", "pathlib", "inspect"}


@pytest.mark.parametrize("module", ["adapter", "listing", "client", "driver.sync", "driver.direct"])
def test_the_runtime_names_no_http_client(module):
    loaded = _modules_after(f"import tasklab.adapter.{module}")
    heavy = {
        "httpx2",
        "httpcore2",
        "aiohttp",
        "pydantic",
        "icalendar",
        "markdown_it",
        "markdownify",
        "jinja2",
        "yaml",
        "asyncio",
    }
    assert not loaded & heavy


def test_an_adapter_needs_no_driver_and_no_loop():
    loaded = _modules_after("import tasklab.adapter.adapter, tasklab.adapter.listing, tasklab.adapter.encode")
    assert not loaded & {"asyncio", "socket", "ssl", "tasklab.adapter.driver"}


def test_adapters_import_nothing_that_only_some_calls_need():
    adapters = [f"load_adapter{newest}" for newest in dict(find_adapters()).items()]
    loaded = _modules_after("; ".join(["from tasklab.adapter.registry import load_adapter", *adapters]))
    assert {name for name in loaded if name.startswith("tasklab_connectors.")}
    assert not loaded & {"asyncio", "socket", "ssl", "email.utils", "hashlib", "difflib", "html", "bs4", "markdown_it"}
