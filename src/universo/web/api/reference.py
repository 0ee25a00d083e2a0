"""The OpenAPI document as rows for the page: nothing is said twice."""

from typing import Any

from django.utils.translation import gettext as _

from universo.web.api import problems
from universo.web.api.document import ROOT, openapi


def reference(origin: str) -> dict[str, Any]:
    """Return what the page shows; `origin` is the address under which it was asked for."""
    made = openapi()
    return {
        "about": made["info"]["description"],
        "origin": origin,
        "operations": [
            _operation(made, path, method, told, origin)
            for path, methods in made["paths"].items()
            for method, told in methods.items()
        ],
        "schemas": [
            {"name": name, "fields": _fields(schema)}
            for name, schema in sorted(made["components"]["schemas"].items())
        ],
        "problems": [
            {"kind": kind, "status": int(status), "title": title}
            for kind, (status, title) in problems.KINDS.items()
        ],
    }


def _operation(
    made: dict[str, Any], path: str, method: str, told: dict[str, Any], origin: str
) -> dict[str, Any]:
    return {
        "id": told["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": told["summary"],
        "about": told.get("description", ""),
        "scope": ", ".join(next(iter(told["security"][0].values()))),
        "parameters": [
            {
                "name": each["name"],
                "where": _places()[each["in"]],
                "about": each.get("description", ""),
                "required": each["required"],
                "kind": _kind(each["schema"]),
            }
            for each in told["parameters"]
        ],
        "body": [
            {"media": media, "kind": _kind(content["schema"])}
            for media, content in told.get("requestBody", {}).get("content", {}).items()
        ],
        "body_about": told.get("requestBody", {}).get("description", ""),
        "answers": [_answer(made, status, answer) for status, answer in told["responses"].items()],
        "example": examples(origin).get(told["operationId"], ""),
    }


def _answer(made: dict[str, Any], status: str, answer: dict[str, Any]) -> dict[str, str]:
    name = answer.get("$ref", "").rpartition("/")[2]
    if name:
        return {"status": status, "about": made["components"]["responses"][name]["description"]}
    content: dict[str, Any] = next(iter(answer.get("content", {}).values()), {})
    return {"status": status, "kind": _kind(content.get("schema", {}))}


def _fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "kind": _kind(each),
            "about": each.get("description", ""),
            "required": name in required,
        }
        for name, each in schema.get("properties", {}).items()
    ]


def _kind(schema: dict[str, Any]) -> str:
    """Return the type of a value in a few words: `CustomerOut[]`, `string | null`."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    if schema.get("type") == "array":
        return f"{_kind(schema['items'])}[]"
    return str(schema.get("format") or schema.get("type", ""))


def _places() -> dict[str, str]:
    return {"path": _("address"), "query": _("query"), "header": _("header")}


def examples(origin: str) -> dict[str, str]:
    """Return a command for each operation, as docs/api.md has them."""
    key = '-H "Authorization: Bearer $UNIVERSO_KEY"'
    url = f"{origin}{ROOT}"
    json = '-H "Content-Type: application/json"'
    row = '{"legal_name": "Ferretería El Tornillo S.R.L.", "cuit": "30-71234567-1"}'
    return {
        "list_customers": f'curl {key} "{url}/customers?limit=50"',
        "get_customer": f"curl {key} {url}/customers/C-1",
        "put_customer": f"curl -X PUT {key} {json} {url}/customers/C-1 \\\n  -d '{row}'",
        "store_customers": (
            f'curl {key} -H "Content-Type: application/x-ndjson" \\\n'
            f'  -H "Idempotency-Key: 2026-11-23-1" \\\n'
            f"  --data-binary @clientes.jsonl {url}/customers/batch"
        ),
    }
