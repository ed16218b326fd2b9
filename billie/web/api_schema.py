"""The OpenAPI document: what all endpoints have in common."""

from typing import Any

ERROR = {
    "type": "object",
    "description": "How every error is answered.",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "fields", "nextStep"],
            "properties": {
                "code": {"type": "string", "description": "For programs.", "example": "NOT_VALID"},
                "message": {"type": "string", "description": "What happened, for people."},
                "fields": {
                    "type": "object",
                    "description": "What is wrong, by field; may be empty.",
                    "additionalProperties": {"type": "array", "items": {"type": "string"}},
                },
                "nextStep": {"type": "string", "description": "What to do about it."},
                "transactionId": {
                    "type": "string",
                    "description": "The bill payment that this is about, if there is one.",
                },
                "commandId": {
                    "type": "integer",
                    "description": "The money command that this is about, if there is one.",
                },
            },
        }
    },
}
ANY_ERROR = {
    "description": "It was refused, or it failed.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
}


def describe_errors(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Give every operation the answer that any of them may give: an error."""
    result.setdefault("components", {}).setdefault("schemas", {})["Error"] = ERROR
    for operations in result["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = ANY_ERROR
    return result
