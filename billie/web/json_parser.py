"""Reading the bodies of requests: JSON, and nothing that is made to break who reads it."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class JsonParser(JSONParser):
    """JSON as the framework reads it; what is nested without end is no JSON that is meant."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Return what a body says.

        :raises ParseError: if it is no JSON, or nested deeper than anything here
        """
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("The body is nested too deep.") from None
