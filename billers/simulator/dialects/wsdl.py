"""The SOAP services that boards describe in their WSDLs: what may be asked, what is answered.

The WSDLs are the client's own, since the real boards hand out the same document to everybody.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

import billers

FOLDER = Path(billers.__file__).parent / "connectors" / "wsdl"
NAMES = {
    "w": "http://schemas.xmlsoap.org/wsdl/",
    "x": "http://www.w3.org/2001/XMLSchema",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A board's service: its schema, and by operation the fields of the answer in their order."""

    text: bytes
    namespace: str
    schema: "etree.XMLSchema"
    answers: Mapping[str, tuple[str, ...]]


@functools.cache
def load_services() -> Mapping[str, Service]:
    """Return the service of each WSDL by the file's name; they are read once a process."""
    return {path.stem: _load(path.read_bytes()) for path in sorted(FOLDER.glob("*.wsdl"))}


def _load(text: bytes) -> Service:
    root = etree.fromstring(text)
    schema = root.find(".//x:schema", NAMES)
    if schema is None:
        raise ValueError("a WSDL without a schema")
    found = root.findall(".//w:portType/w:operation", NAMES)
    operations = [operation.get("name", "") for operation in found]
    return Service(
        text=text,
        namespace=root.get("targetNamespace", ""),
        # a document of its own, since the schema's names are declared further up in this one
        schema=etree.XMLSchema(etree.fromstring(etree.tostring(schema))),
        answers={operation: _fields(schema, f"{operation}Response") for operation in operations},
    )


def _fields(schema: "etree._Element", name: str) -> tuple[str, ...]:
    found = schema.findall(f"x:element[@name='{name}']//x:element", NAMES)
    return tuple(field.get("name", "") for field in found)
