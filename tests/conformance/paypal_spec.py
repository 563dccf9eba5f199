"""
PayPal's published contracts, with the defects of the documents mended, and a judge of requests.

The documents stay outside of the repository; tests that need them are skipped by
name where they are missing. What is mended is listed at `_mend`, each with its reason.
"""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import jsonschema
import pytest

SPECS = Path(__file__).parents[2] / ".." / "shared" / "specs" / "paypal"
TOKEN = "/v1/oauth2/token"
Spec = dict[str, Any]


def load_spec(name: str) -> Spec:
    """Load one contract, mended; skips the test where it is not there."""
    file = SPECS / f"{name}.json"
    if not file.exists():
        pytest.skip(f"needs ../shared/specs/paypal/{name}.json")
    spec: Spec = json.loads(file.read_text(encoding="utf-8"))
    _mend(spec)
    return spec


def _mend(spec: Spec) -> None:
    parameters = spec["components"]["parameters"]
    if "dispute_state" in parameters:
        # The enum stands beside the schema, where it has no effect, and the pattern forbids the comma that the
        # description asks for.
        any_of = "|".join(parameters["dispute_state"].pop("enum"))
        parameters["dispute_state"]["schema"] = {"type": "string", "pattern": f"^({any_of})(,({any_of}))*$"}
        # The reference pages are newer than the document: both replace parameters that it deprecates.
        for name in ("page", "create_time_after"):
            schema = (
                {"type": "integer", "minimum": 1, "maximum": 50} if name == "page" else {"type": "string"}
            )
            parameters[name] = {"name": name, "in": "query", "schema": schema}
            spec["paths"]["/v1/customer/disputes"]["get"]["parameters"].append(
                {"$ref": f"#/components/parameters/{name}"}
            )
    for parameter in parameters.values():
        # Two defaults are prose and break their own patterns.
        parameter["schema"].pop("default", None)


def schema_of(spec: Spec, name: str) -> dict[str, Any]:
    """A schema that can stand alone: the other ones travel with it."""
    return {"$ref": f"#/components/schemas/{name}", "components": spec["components"]}


def resolved(spec: Spec, node: Any) -> Any:
    """Follow references until something stands there."""
    while isinstance(node, dict) and "$ref" in node:
        found: Any = spec
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def violations(spec: Spec, request: httpx.Request) -> list[str]:
    """What the contract has against a request; empty for a good one."""
    if request.url.path == TOKEN:
        return _token_violations(request)
    templates = [path for path in spec["paths"] if _pattern_of(spec, path).fullmatch(request.url.path)]
    if not templates:
        return [f"no such path: {request.url.path}"]
    operation = spec["paths"][templates[0]].get(request.method.lower())
    if operation is None:
        return [f"{templates[0]} has no {request.method}"]
    found = _query_violations(spec, operation, request)
    if operation.get("security") and not re.fullmatch(
        r"Bearer \S+", request.headers.get("authorization", "")
    ):
        found.append("no bearer token")
    if request.method == "GET" and request.read():
        found.append("a GET with a body")
    return found


def _pattern_of(spec: Spec, template: str) -> re.Pattern[str]:
    parameter = (
        spec["components"]["parameters"].get("id", {}).get("schema", {}).get("pattern", "^$").strip("^$")
    )
    return re.compile(
        "/".join(parameter if part == "{id}" else re.escape(part) for part in template.split("/"))
    )


def _query_violations(spec: Spec, operation: dict[str, Any], request: httpx.Request) -> list[str]:
    known = {
        p["name"]: p for p in (resolved(spec, one) for one in operation["parameters"]) if p["in"] == "query"
    }
    given = parse_qs(
        request.url.query.decode(), keep_blank_values=True, strict_parsing=bool(request.url.query)
    )
    found = [f"unknown query parameter {name}" for name in given if name not in known]
    found += [
        f"{name} is missing" for name, one in known.items() if one.get("required") and name not in given
    ]
    for name, values in given.items():
        if len(values) > 1:
            found.append(f"{name} is given twice")
        schema = known.get(name, {}).get("schema", {})
        value: Any = values[0]
        if schema.get("type") == "integer" and re.fullmatch(r"-?\d+", value):
            value = int(value)
        found += [
            f"{name}: {error.message}" for error in jsonschema.Draft7Validator(schema).iter_errors(value)
        ]
    return found


def _token_violations(request: httpx.Request) -> list[str]:
    """The token endpoint is in no document; RFC 6749, 4.4.2 with client_secret_basic is what PayPal describes."""
    found = []
    if request.method != "POST":
        found.append("the token endpoint takes POST")
    if not re.fullmatch(r"Basic [A-Za-z0-9+/]+=*", request.headers.get("authorization", "")):
        found.append("no basic authentication")
    if request.headers.get("content-type") != "application/x-www-form-urlencoded":
        found.append("not a form")
    if parse_qs(request.read().decode()) != {"grant_type": ["client_credentials"]}:
        found.append("not the grant of client credentials")
    return found


_TEXTS = (
    "2026-11-23T10:00:00.000Z",
    "USD",
    "12.34",
    "A1",
    "proof.pdf",
    "buyer@shop.example",
    "https://shop.example/",
    "12",
    "US",
    "S",
    "Y",
    "ABC",
    "words",
)


def sample_of(spec: Spec, node: dict[str, Any], depth: int = 0) -> Any:
    """The fullest instance of a schema: every property filled, every list with one entry."""
    node = resolved(spec, node)
    for part in ("allOf", "oneOf", "anyOf"):
        if part in node:
            node = {**resolved(spec, node[part][0]), **{k: v for k, v in node.items() if k != part}}
    if "enum" in node:
        return node["enum"][0]
    kind = node.get("type", "object")
    if kind == "object":
        properties = node.get("properties", {}) if depth < 8 else {}
        return {name: sample_of(spec, inner, depth + 1) for name, inner in properties.items()}
    if kind == "array":
        return [sample_of(spec, node["items"], depth + 1)]
    if kind == "string":
        return _text_for(node)
    return {"integer": 1, "number": 1.5, "boolean": True}[kind]


def _text_for(node: dict[str, Any]) -> str:
    pattern = re.compile(node.get("pattern", ""))
    low, high = node.get("minLength", 0), node.get("maxLength", 10_000)
    return next(text for text in _TEXTS if pattern.search(text) and low <= len(text) <= high)
