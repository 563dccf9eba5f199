"""
Google's own contract as a judge: discovery documents turned into JSON Schema.

`SHEETS` and `DRIVE` check requests and answers by method and path, or one message by name.
Unknown fields are forbidden; JSON null counts as absent, as Google takes it. The documents
come with google-api-python-client, a development dependency. They cannot tell which fields
are required, which exclude one another, or what a mask may name.

Import it as ``from conformance.discovery import SHEETS``.
"""

import functools
import importlib.resources
import json
import re
from dataclasses import dataclass
from typing import Any

import jsonschema

_STANDARD_KINDS = {"string", "boolean", "integer", "number"}


@dataclass(frozen=True)
class Operation:
    """One call of an API."""

    name: str
    method: str
    path: re.Pattern[str]
    request: str | None
    response: str | None
    parameters: frozenset[str]
    required: frozenset[str]


class Contract:
    """One discovery document."""

    def __init__(self, document: str) -> None:
        documents = importlib.resources.files("googleapiclient.discovery_cache.documents")
        self._document = json.loads(documents.joinpath(f"{document}.json").read_text("utf-8"))
        self.fields = {
            name: frozenset(schema.get("properties", {}))
            for name, schema in self._document["schemas"].items()
        }
        self.kinds = {
            name: {field: _kind(inner) for field, inner in schema.get("properties", {}).items()}
            for name, schema in self._document["schemas"].items()
        }
        self.operations = tuple(self._operations(self._document, ""))

    def operation(self, method: str, path: str) -> Operation:
        """Return the call that a method and a path (decoded, without the query) mean."""
        found = [each for each in self.operations if each.method == method and each.path.fullmatch(path)]
        assert found, f"The contract has no {method} {path}"
        # A custom verb at the end is more exact than a parameter that takes anything.
        return max(found, key=lambda each: len(each.path.pattern))

    def check(self, message: str, value: Any, *, where: str = "") -> None:
        """Fail with the place and the reason where a value is no such message."""
        errors = sorted(self._validator(message).iter_errors(without_nulls(value)), key=str)
        lines = [f"{where or message} at {error.json_path}: {error.message[:300]}" for error in errors]
        assert not lines, "\n".join(lines)

    def check_request(self, method: str, path: str, query: dict[str, Any], body: Any) -> Operation:
        """Fail where a request breaks the contract; return the call that it is."""
        operation = self.operation(method, path)
        unknown = set(query) - operation.parameters - set(self._document["parameters"])
        assert not unknown, f"{operation.name} has no parameters {sorted(unknown)}"
        missing = operation.required - set(query)
        assert not missing, f"{operation.name} needs parameters {sorted(missing)}"
        if operation.request is None:
            assert not body, f"{operation.name} takes no body, it got {str(body)[:200]}"
        else:
            self.check(operation.request, body or {}, where=f"request of {operation.name}")
        return operation

    def check_answer(self, method: str, path: str, body: Any) -> None:
        """Fail where the answer of a call that went well breaks the contract."""
        operation = self.operation(method, path)
        if operation.response is not None:
            self.check(operation.response, body, where=f"answer of {operation.name}")

    @functools.cache  # noqa: B019  # one per document, as long as the tests run
    def _validator(self, message: str) -> jsonschema.Draft202012Validator:
        schema = {"$ref": f"#/$defs/{message}", "$defs": self._definitions}
        return jsonschema.Draft202012Validator(schema)

    @functools.cached_property
    def _definitions(self) -> dict[str, Any]:
        return {name: as_json_schema(schema) for name, schema in self._document["schemas"].items()}

    def _operations(self, resource: dict[str, Any], prefix: str) -> list[Operation]:
        base = "/" + self._document.get("servicePath", "")
        operations = [
            Operation(
                name=prefix + name,
                method=entry["httpMethod"],
                path=_path_pattern(base + entry.get("flatPath", entry["path"])),
                request=entry.get("request", {}).get("$ref"),
                response=entry.get("response", {}).get("$ref"),
                parameters=_names(entry, lambda parameter: parameter["location"] == "query"),
                required=_names(
                    entry, lambda parameter: parameter["location"] == "query" and parameter.get("required")
                ),
            )
            for name, entry in resource.get("methods", {}).items()
        ]
        for name, inner in resource.get("resources", {}).items():
            operations += self._operations(inner, f"{prefix}{name}.")
        return operations


def as_json_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a discovery schema as JSON Schema, with unknown fields forbidden."""
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    kind = schema.get("type", "any")
    if kind == "array":
        return {"type": "array", "items": as_json_schema(schema["items"])}
    if kind == "object":
        if "additionalProperties" in schema:
            return {"type": "object", "additionalProperties": as_json_schema(schema["additionalProperties"])}
        properties = {name: as_json_schema(inner) for name, inner in schema.get("properties", {}).items()}
        return {"type": "object", "properties": properties, "additionalProperties": False}
    if kind not in _STANDARD_KINDS:
        return {}
    converted: dict[str, Any] = {"type": kind}
    if "enum" in schema:
        converted["enum"] = schema["enum"]
    return converted


def without_nulls(value: Any) -> Any:
    """Return JSON without the fields that are null; nulls in lists stay (a null cell is skipped)."""
    if isinstance(value, dict):
        return {name: without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [without_nulls(inner) for inner in value] if isinstance(value, list) else value


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"])
    if schema.get("type") == "array":
        return "+" + _kind(schema["items"])
    if "additionalProperties" in schema:
        return "*" + _kind(schema["additionalProperties"])
    return str(schema.get("type", "any"))


def _names(entry: dict[str, Any], wanted: Any) -> frozenset[str]:
    return frozenset(name for name, parameter in entry.get("parameters", {}).items() if wanted(parameter))


def _path_pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]+\}", path)
    return re.compile("(.+?)".join(re.escape(part) for part in parts), re.DOTALL)


SHEETS = Contract("sheets.v4")
DRIVE = Contract("drive.v3")
