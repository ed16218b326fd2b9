"""What staff can do to a loan's money, and how long the keys are that it is about."""

from django.db import models

KEY_LENGTH = 200  # as long as the keys of the event stream


class CommandKind(models.TextChoices):
    """What staff can do to a loan's money."""

    REPAYMENT = "REPAYMENT", "Record payment"
    LATE_FEE = "LATE_FEE", "Charge late fee"
    DISHONOUR_FEE = "DISHONOUR_FEE", "Charge dishonour fee"
    FEE_WAIVER = "FEE_WAIVER", "Waive fee"
    ADJUSTMENT = "ADJUSTMENT", "Adjust balance"
    WRITE_OFF = "WRITE_OFF", "Write off"
    DISBURSEMENT = "DISBURSEMENT", "Disburse loan"
