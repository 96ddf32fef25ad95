"""Tests keep nothing in the store of whoever runs them."""

import os
import tempfile

_FOLDER = tempfile.TemporaryDirectory(prefix="flopwise-tests-")
os.environ["FLOPWISE_STORE"] = os.path.join(_FOLDER.name, "store.sqlite")
