"""Amounts in the bodies of requests: decimal strings, never a JSON float."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from billie.kernel.money import NotAnAmount, read_amount, read_positive_amount

if TYPE_CHECKING:
    _Amount = serializers.Field[Decimal, str, Any, Any]
else:
    _Amount = serializers.CharField


class AmountField(_Amount):
    """An amount as a decimal string with at most two decimals; a JSON float is refused."""

    def __init__(self, *, is_signed: bool = False, **options: Any) -> None:
        self._read = read_amount if is_signed else read_positive_amount
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Decimal:
        """Return the amount.

        :raises serializers.ValidationError: saying what is wrong
        """
        try:
            return self._read(data)
        except NotAnAmount as wrong:
            raise serializers.ValidationError(str(wrong)) from wrong
