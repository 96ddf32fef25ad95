"""Tests keep nothing in the store of whoever runs them."""

import os
import tempfile
from pathlib import Path

_FOLDER = tempfile.TemporaryDirectory(prefix="flopwise-tests-")
os.environ["FLOPWISE_STORE"] = str(Path(_FOLDER.name) / "store.sqlite")
