"""Start-up is a feature: what a plain estimate must not import, and how small an import is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src"
HEAVY = {
    "numpy", "torch", "transformers", "pydantic", "rich", "jinja2", "lark", "latex2mathml",
    "fastjsonschema", "json", "dataclasses",
}  # fmt: skip
LARGEST_IMPORT = 40 * 2**20
"""Bytes."""


def python(code):
    environment = {**os.environ, "PYTHONPATH": str(SRC)}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    return result.stdout


def test_a_plain_estimate_imports_nothing_heavy():
    code = (
        "import sys\nfrom flopwise.cli.main import run\nrun(['estimate', 'gpt-3', '--quiet'])\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    imported = set(python(code).splitlines()[-1].split())
    assert not imported & HEAVY


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_the_bare_import_is_small():
    # the kernel's own peak of this program; getrusage would tell the parent's, kept over the fork
    code = (
        "import flopwise\n"
        "status = open('/proc/self/status').read()\n"
        "print(status.split('VmHWM:')[1].split()[0])"
    )
    assert int(python(code)) * 1024 < LARGEST_IMPORT


def test_operations_stay_functions_whatever_has_been_imported():
    code = (
        "import flopwise as fw, pkgutil\n"
        "fw.ask('flops of gpt-3'), fw.ask('flops of gpt-3'), fw.audit('x'), fw.audit('x')\n"
        "names = {module.name for module in pkgutil.iter_modules(fw.__path__)}\n"
        "print(*sorted(names & {'ask', 'audit', 'compare', 'estimate', 'explain'}))"
    )
    assert python(code).strip() == ""
