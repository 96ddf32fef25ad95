"""The description of the API is valid, complete and true."""

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from flopwise.operations.table import KINDS, OPERATIONS
from flopwise.web.api.addresses import BASE, address
from flopwise.web.api.openapi import description
from flopwise.web.limits import Limits


@pytest.fixture(scope="module")
def published(client):
    return client.get("/openapi.json").json()


def operations(described):
    for path, item in described["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def test_it_is_valid(published):
    OpenAPIV31SpecValidator(published).validate()
    assert published["openapi"] == "3.1.0"
    assert published == description()


def test_it_has_every_operation_and_every_kind(published):
    wanted = {BASE + address(operation) for operation in OPERATIONS.values()}
    wanted |= {f"{BASE}/{kind}{rest}" for kind in KINDS for rest in ("", "/{id}")}
    assert wanted <= set(published["paths"])
    names = [operation["operationId"] for _, _, operation in operations(published)]
    assert len(set(names)) == len(names)


def test_everything_is_described(published):
    for path, _, operation in operations(published):
        assert operation["summary"], path
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (path, parameter["name"])
        for status, response in operation["responses"].items():
            assert "$ref" in response or response["description"], (path, status)


EXAMPLES = [
    pytest.param(path, named["value"], id=f"{operation['operationId']}-{name}")
    for path, method, operation in operations(description())
    if method == "post"
    for name, named in operation["requestBody"]["content"]["application/json"]["examples"].items()
]


@pytest.mark.parametrize(("path", "example"), EXAMPLES)
def test_every_example_is_a_real_request(client, published, path, example):
    content = published["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    jsonschema.validate(example, content["schema"], cls=jsonschema.Draft202012Validator)
    assert client.post(path, json=example).status_code == 200


def test_examples_of_parameters_work(client, published):
    tried = 0
    for path, _, operation in operations(published):
        for parameter in operation.get("parameters", ()):
            named = parameter.get("examples", {}).values()
            for value in [one["value"] for one in named] or [parameter.get("example")]:
                if value is None:
                    continue
                if parameter["in"] == "path":
                    where, asked = path.replace(f"{{{parameter['name']}}}", value), {}
                else:
                    where, asked = path, {parameter["name"]: value}
                reply = client.get(where, params=asked)
                assert reply.status_code == 200, (path, value)
                assert reply.json().get("items", True), (path, value)
                tried += 1
    assert tried > 15


def test_the_largest_page_is_the_limit_that_is_told(client, published):
    parameters = published["paths"]["/api/v1/units"]["get"]["parameters"]
    [limit] = [one["schema"]["maximum"] for one in parameters if one["name"] == "limit"]
    assert limit == Limits().page
    assert client.get("/api/v1/units", params={"limit": limit}).status_code == 200
    assert client.get("/api/v1/units", params={"limit": limit + 1}).status_code == 422
