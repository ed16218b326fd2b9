"""What /api/schema says of this room's endpoints is what they answer, field by field."""

from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from billie.staff.roles import Role
from servicing.models import DeadLetter
from tests.servicing.api.conftest import Program
from tests.servicing.queries.arrivals import arrive

PATHS = {
    "/api/customers": "/api/customers",
    "/api/customer/CUS-1": "/api/customer/{customerId}",
    "/api/customer/CUS-1/notes": "/api/customer/{customerId}/notes",
    "/api/accounts": "/api/accounts",
    "/api/accounts/LA-1": "/api/accounts/{loanAccountId}",
    "/api/accounts/LA-2": "/api/accounts/{loanAccountId}",
    "/api/conversations": "/api/conversations",
    "/api/conversations/chat-1": "/api/conversations/{conversationId}",
    "/api/conversations/chat-2": "/api/conversations/{conversationId}",
    "/api/search?q=Mei": "/api/search",
    "/api/search?q=CUS-1": "/api/search",
    "/api/events/status": "/api/events/status",
    "/api/events/dead-letters": "/api/events/dead-letters",
    "/api/events/dead-letters/{letter}": "/api/events/dead-letters/{id}",
}


@pytest.fixture
def document(program: Program) -> Any:
    return program.get("/api/schema")


def strict(node: Any) -> Any:
    """Return a schema of OpenAPI 3.0 as JSON Schema: null where allowed, and no other fields."""
    if isinstance(node, list):
        return [strict(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    changed = {name: strict(inner) for name, inner in node.items() if name != "nullable"}
    if changed.get("type") == "object" and isinstance(changed.get("properties"), dict):
        changed["additionalProperties"] = False
    if node.get("nullable") is True:
        return {"anyOf": [changed, {"type": "null"}]}
    return changed


def check(document: Any, schema: Any, answer: Any) -> None:
    whole = {"components": strict(document["components"]), **strict(schema)}
    jsonschema.Draft202012Validator(whole).validate(answer)


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_is_as_described(program: Program, document: Any, mei: str, path: str):
    arrive("account.schedule.updated.v1", account_id="LA-2", payments=[{"payment_number": 1}])
    arrive("user_input", conv="chat-2", usr="CUS-1")
    arrive("account.created.v1", account_id=[])
    program.send("/api/customer/CUS-1/notes", {"text": "Called.", "channel": "PHONE"})
    described = document["paths"][PATHS[path]]["get"]["responses"]["200"]

    answer = program.get(path.replace("{letter}", str(DeadLetter.objects.get().pk)))

    check(document, described["content"]["application/json"]["schema"], answer)


def test_what_a_note_is_answered_with_is_as_described(program: Program, document: Any, mei: str):
    posted = document["paths"]["/api/customer/{customerId}/notes"]["post"]
    answer: Any = program.send("/api/customer/CUS-1/notes", {"text": "Hi.", "channel": "SMS"})

    described = posted["responses"]["201"]["content"]["application/json"]["schema"]
    check(document, described, answer.json())


def test_a_report_of_a_replay_is_as_described(
    program_as: Callable[[Role], Program], program: Program, document: Any
):
    arrive("account.created.v1", account_id=[])
    path = f"/api/events/dead-letters/{DeadLetter.objects.get().pk}/replay"
    posted = document["paths"]["/api/events/dead-letters/{id}/replay"]["post"]

    answer: Any = program_as(Role.SUPERVISOR).send(path, {"dryRun": True})

    described = posted["responses"]["200"]["content"]["application/json"]["schema"]
    check(document, described, answer.json())


def test_every_example_is_as_described(document: Any):
    checked = 0
    for methods in document["paths"].values():
        for operation in methods.values():
            bodies = [operation.get("requestBody"), *operation["responses"].values()]
            for body in filter(None, bodies):
                described = body.get("content", {}).get("application/json", {})
                for example in described.get("examples", {}).values():
                    check(document, described["schema"], example["value"])
                    checked += 1

    assert checked >= 18


def test_every_operation_says_what_it_does(document: Any):
    silent = [
        (path, method)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if not operation.get("description") or not operation.get("operationId")
    ]

    assert silent == []
