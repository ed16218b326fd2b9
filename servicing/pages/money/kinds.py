"""What staff can do to a loan's money, as one table: address, words, form, and who may."""

from dataclasses import dataclass

from ledger.models import CommandKind
from servicing.pages.money import forms


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that staff can do.

    `button` and `ask` name the act with its amount: done at once, or asked of a second person.
    `asked` tells that somebody has asked for it, `done` that it is posted.
    """

    slug: str
    command: CommandKind
    permission: str
    noun: str
    title: str
    icon: str
    form: type[forms.MoneyForm]
    about: str
    button: str
    ask: str
    asked: str
    done: str

    @property
    def route(self) -> str:
        """The name of its address."""
        return f"servicing:money-{self.slug}"


ACTS: tuple[Act, ...] = (
    Act(
        slug="repayment",
        command=CommandKind.REPAYMENT,
        permission="ledger.record_repayment",
        noun="payment",
        title="Record payment",
        icon="payments",
        form=forms.RepaymentForm,
        about="Money that came in goes to fees first, then to principal.",
        button="Record payment of {amount}",
        ask="Ask to record a payment of {amount}",
        asked="Payment entered",
        done="Payment recorded",
    ),
    Act(
        slug="late-fee",
        command=CommandKind.LATE_FEE,
        permission="ledger.charge_fee",
        noun="late fee",
        title="Charge late fee",
        icon="more_time",
        form=forms.LateFeeForm,
        about="A fee because a payment is late. It raises what the customer owes.",
        button="Charge late fee of {amount}",
        ask="Ask for a late fee of {amount}",
        asked="Late fee entered",
        done="Late fee charged",
    ),
    Act(
        slug="dishonour-fee",
        command=CommandKind.DISHONOUR_FEE,
        permission="ledger.charge_fee",
        noun="dishonour fee",
        title="Charge dishonour fee",
        icon="credit_card_off",
        form=forms.DishonourFeeForm,
        about="A fee because the bank sent a payment back. It raises what the customer owes.",
        button="Charge dishonour fee of {amount}",
        ask="Ask for a dishonour fee of {amount}",
        asked="Dishonour fee entered",
        done="Dishonour fee charged",
    ),
    Act(
        slug="waiver",
        command=CommandKind.FEE_WAIVER,
        permission="ledger.waive_fee",
        noun="fee waiver",
        title="Waive fee",
        icon="money_off",
        form=forms.WaiverForm,
        about="Fees that the customer need not pay. Principal stays as it is.",
        button="Waive {amount} of fees",
        ask="Ask to waive {amount} of fees",
        asked="Fee waiver asked for",
        done="Fee waived",
    ),
    Act(
        slug="adjustment",
        command=CommandKind.ADJUSTMENT,
        permission="ledger.adjust_balance",
        noun="adjustment",
        title="Adjust balance",
        icon="tune",
        form=forms.AdjustmentForm,
        about="Corrects what is owed when a posting was wrong. A second person approves it.",
        button="Adjust balance by {amount}",
        ask="Ask to adjust the balance by {amount}",
        asked="Adjustment asked for",
        done="Balance adjusted",
    ),
    Act(
        slug="write-off",
        command=CommandKind.WRITE_OFF,
        permission="ledger.write_off",
        noun="write-off",
        title="Write off",
        icon="block",
        form=forms.WriteOffForm,
        about="Gives up all that is owed and closes the loan. A second person approves it.",
        button="Write off {amount}",
        ask="Ask to write off {amount}",
        asked="Write-off asked for",
        done="Loan written off",
    ),
    Act(
        slug="disbursement",
        command=CommandKind.DISBURSEMENT,
        permission="ledger.disburse_loan",
        noun="disbursement",
        title="Disburse loan",
        icon="send_money",
        form=forms.DisbursementForm,
        about="Records that the loan was paid out to the customer.",
        button="Disburse {amount}",
        ask="Ask to disburse {amount}",
        asked="Disbursement entered",
        done="Loan disbursed",
    ),
    Act(
        slug="reversal",
        command=CommandKind.ADJUSTMENT,
        permission="ledger.adjust_balance",
        noun="reversal",
        title="Reverse transaction",
        icon="undo",
        form=forms.ReversalForm,
        about="Takes a posted transaction back by an adjustment. A second person approves it.",
        button="Reverse {amount}",
        ask="Ask to reverse {amount}",
        asked="Reversal asked for",
        done="Transaction reversed",
    ),
)

REVERSAL = ACTS[-1]
ACT_OF: dict[str, Act] = {act.command: act for act in ACTS if act is not REVERSAL}
