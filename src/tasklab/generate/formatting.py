"""Formats generated text with ruff's formatter: one process for all modules.

The options are given here, so that neither the working folder nor a user's own configuration changes the bytes.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONFIGURATION = """\
target-version = "py311"
line-length = 120
cache-dir = "{folder}/.cache"
"""


class FormatterError(Exception):
    """Generated text could not be formatted: the formatter is missing, or the text is not Python."""


def format_modules(texts: Mapping[str, str]) -> dict[str, str]:
    """Return each text formatted, by the same key.

    Raises: FormatterError.
    """
    if not texts:
        return {}
    with tempfile.TemporaryDirectory(prefix="tasklab-format-") as name:
        folder = Path(name)
        files = {key: folder / f"m{index}.py" for index, key in enumerate(texts)}
        for key, file in files.items():
            file.write_text(texts[key], encoding="utf-8", newline="\n")
        (folder / "ruff.toml").write_text(_CONFIGURATION.format(folder=folder.as_posix()), encoding="utf-8")
        _run_formatter(folder, {file.name: key for key, file in files.items()})
        return {key: file.read_text(encoding="utf-8") for key, file in files.items()}


def _run_formatter(folder: Path, names: Mapping[str, str]) -> None:
    command = [_find_formatter(), "format", "--no-cache", "--config", str(folder / "ruff.toml"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own argument list
    if done.returncode:
        words = done.stderr.strip().replace(str(folder) + "/", "")
        for name, key in names.items():
            words = words.replace(name, key)
        raise FormatterError(f"The formatter refused generated text: {words}")


def _find_formatter() -> str:
    try:
        import ruff  # type: ignore[import-untyped]  # noqa: PLC0415 - only generating needs it; reading digests does not
    except ImportError as error:
        raise FormatterError("Generating needs `ruff`: install tasklab with its extra `lab`") from error
    return str(ruff.find_ruff_bin())
