"""A tiny service of the simulator's own: whoever runs it changes its faults while it runs.

Requests and answers are plain text in UTF-8, one fault a line; nothing of it is in the protocol
that the ledger speaks.
"""

from collections.abc import Sequence
from typing import Any

import grpc

from ledger.simulator.fault_text import KEYS_OFF, NotAFault, describe, set_faults
from ledger.simulator.faults import Faults

SERVICE, METHOD = "billie.ledger.simulator.Control", "SetFaults"
SECONDS = 5.0


class NobodyThere(Exception):
    """No simulator answers at the address."""


def handler(faults: Faults) -> grpc.GenericRpcHandler:
    """Return what a gRPC server needs to know to change these faults."""

    def answer(text: str, context: grpc.ServicerContext) -> str:
        try:
            set_faults(faults, text.split("\n") if text else [])
        except NotAFault as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        keys = [] if faults.honours_keys else [KEYS_OFF]
        return "\n".join([*keys, *map(describe, faults.list_in_force())])

    method = grpc.unary_unary_rpc_method_handler(
        answer, request_deserializer=bytes.decode, response_serializer=str.encode
    )
    return grpc.method_handlers_generic_handler(SERVICE, {METHOD: method})


def tell(address: str, texts: Sequence[str]) -> list[str]:
    """Set the faults of the simulator at an address; return those in force, none to end all.

    :raises NotAFault: if a text names no fault
    :raises NobodyThere: if nobody answers there
    """
    with grpc.insecure_channel(address) as channel:
        call: Any = channel.unary_unary(
            f"/{SERVICE}/{METHOD}",
            request_serializer=str.encode,
            response_deserializer=bytes.decode,
        )
        try:
            said: str = call("\n".join(texts), timeout=SECONDS)
        except grpc.RpcError as error:
            failed: Any = error
            if failed.code() is grpc.StatusCode.INVALID_ARGUMENT:
                raise NotAFault(failed.details()) from error
            raise NobodyThere(f"No ledger simulator answers at {address}.") from error
    return [line for line in said.split("\n") if line]
