"""The ledger's protocol: as a real server speaks it, and compiled from what is written."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from ledger.stubs import accounting_ledger_pb2 as pb

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
STUBS = ROOT / "ledger/stubs"
SERVICE = pb.DESCRIPTOR.services_by_name["AccountingLedgerService"]
SCALARS = {
    FieldDescriptor.TYPE_STRING: "string",
    FieldDescriptor.TYPE_INT32: "int32",
    FieldDescriptor.TYPE_BOOL: "bool",
}
ANSWERS = {
    "GetTransactions": "GetTransactionsResponse",
    "GetBalance": "GetBalanceResponse",
    "GetLedgerRecord": "LedgerRecordResponse",
    "GetStatement": "StatementResponse",
    "WatchTransactions": "stream Transaction",
    "GetPortfolioSummary": "PortfolioSummaryResponse",
    "GetGLReconciliation": "GLReconciliationResponse",
    "RecordRepayment": "TransactionResponse",
    "ApplyLateFee": "TransactionResponse",
    "ApplyDishonourFee": "TransactionResponse",
    "WaiveFee": "TransactionResponse",
    "WriteOff": "TransactionResponse",
    "MakeAdjustment": "TransactionResponse",
    "DisburseLoan": "DisburseLoanResponse",
    "GetScheduleWithStatus": "ScheduleWithStatusResponse",
    "GetAccountAging": "AccountAgingResponse",
    "GetOverdueAccounts": "OverdueAccountsResponse",
    "SearchAccounts": "SearchAccountsResponse",
}


def agreed_messages() -> dict[str, list[str]]:
    """Return the fields that were agreed on, by message: "number name[:type][ o]"."""
    messages: dict[str, list[str]] = {}
    for line in (HERE / "messages.txt").read_text().splitlines():
        if line.startswith(" "):
            messages[list(messages)[-1]].append(line.strip())
        elif line:
            messages[line] = []
    return messages


def compiled_messages() -> dict[str, list[str]]:
    """Return the fields that were compiled, in the same words."""
    enums: Any = pb.DESCRIPTOR.enum_types_by_name
    messages: Any = pb.DESCRIPTOR.message_types_by_name
    return {name: list(enum_lines(enum)) for name, enum in enums.items()} | {
        name: list(message_lines(message)) for name, message in messages.items()
    }


def enum_lines(enum: EnumDescriptor) -> Iterator[str]:
    for value in enum.values:
        yield f"{value.number} {value.name}"


def message_lines(message: Descriptor) -> Iterator[str]:
    for field in sorted(message.fields, key=lambda field: field.number):
        kind = type_of(field)
        suffix = "" if kind == "string" else f":{kind}"
        yield f"{field.number} {field.name}{suffix}{' o' if is_optional(field) else ''}"


def type_of(field: FieldDescriptor) -> str:
    if field.message_type and field.message_type.GetOptions().map_entry:
        key, value = (type_of(inner) for inner in field.message_type.fields)
        return f"map<{key}, {value}>"
    named = field.message_type or field.enum_type
    kind = named.name if named else SCALARS[field.type]
    return f"repeated {kind}" if field.is_repeated else kind


def is_optional(field: FieldDescriptor) -> bool:
    """Return whether presence is tracked by the word `optional`, which makes a oneof of one."""
    group = field.containing_oneof
    return group is not None and group.name == f"_{field.name}"


def test_every_message_has_the_agreed_fields_and_no_others():
    assert compiled_messages() == agreed_messages()


def test_every_call_is_there_with_its_request_and_its_answer():
    found = {
        method.name: f"{'stream ' if method.server_streaming else ''}{method.output_type.name}"
        for method in SERVICE.methods
    }

    assert found == ANSWERS
    assert SERVICE.full_name == "billie.ledger.v1.AccountingLedgerService"
    for method in SERVICE.methods:
        assert method.input_type.name == f"{method.name}Request"
        assert not method.client_streaming


def test_a_schedule_is_asked_for_by_one_of_three():
    (group,) = pb.GetScheduleWithStatusRequest.DESCRIPTOR.oneofs

    assert group.name == "identifier"
    assert [field.number for field in group.fields] == [1, 2, 3]


def test_what_is_checked_in_is_what_the_protocol_compiles_to(tmp_path: Path):
    environment = {name: value for name, value in os.environ.items() if name != "MAKEFLAGS"}
    subprocess.run(["make", "stubs", f"into={tmp_path}"], cwd=ROOT, env=environment, check=True)

    made = {path.name: path.read_bytes() for path in (tmp_path / "ledger/stubs").iterdir()}
    kept = {path.name: path.read_bytes() for path in STUBS.glob("accounting_ledger_pb2*")}

    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == [], "run `make stubs`"
