"""What is asked on the first page of each money form. Names are those of `ledger.orders`."""

from servicing.pages.money.forms.corrections import AdjustmentForm, ReversalForm, WriteOffForm
from servicing.pages.money.forms.dropping import DropForm
from servicing.pages.money.forms.fees import DishonourFeeForm, LateFeeForm, WaiverForm
from servicing.pages.money.forms.form import MoneyForm
from servicing.pages.money.forms.transfers import DisbursementForm, RepaymentForm

__all__ = [
    "AdjustmentForm",
    "DisbursementForm",
    "DishonourFeeForm",
    "DropForm",
    "LateFeeForm",
    "MoneyForm",
    "RepaymentForm",
    "ReversalForm",
    "WaiverForm",
    "WriteOffForm",
]
