"""The whole API driven by what its own description allows, and by what it doesn't."""

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from flopwise.web.api.openapi import description

# What is well-formed can still be wrong (a model that nobody knows), so that no check says which
# requests are to be accepted.
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance, unsupported_method,
]  # fmt: skip
FEW, MANY = 12, 300
"""Requests of each address."""

CONFIG = schemathesis.Config.from_dict({"output": {"sanitization": {"enabled": False}}})
"""Tokens are no secrets here."""
schema = schemathesis.openapi.from_dict(description(), config=CONFIG)


def settings(most):
    return hypothesis.settings(
        max_examples=most, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    )  # fmt: skip


@schema.parametrize()
@settings(FEW)
def test_no_request_breaks_it(case, address):
    case.call_and_validate(base_url=address, checks=CHECKS, timeout=60)


@pytest.mark.slow
@schema.parametrize()
@settings(MANY)
def test_nor_do_many(case, address):
    case.call_and_validate(base_url=address, checks=CHECKS, timeout=60)
