"""What each role may do, as one table. Each role may do all that the one before it may.

A new permission belongs here, or nobody has it. Roles are Django's groups of the same names;
`billie.staff.role_groups` keeps them equal to this table.
"""

from django.db.models import TextChoices


class Role(TextChoices):
    """The roles of staff, from the least to the most."""

    READONLY = "readonly", "Read-only"
    OPERATIONS = "operations", "Operations"
    SUPERVISOR = "supervisor", "Supervisor"
    ADMIN = "admin", "Administrator"


_ADDED: dict[Role, frozenset[str]] = {
    Role.READONLY: frozenset(
        {
            "servicing.view_customer",
            "servicing.view_loanaccount",
            "servicing.view_conversation",
            "servicing.view_contactnote",
            "servicing.view_promisetopay",
            "servicing.view_collectioncase",
            "servicing.view_customerflag",
            "ledger.view_ledger",
            "ledger.view_moneycommand",
            "billers.view_billertransaction",
            "billers.view_attempt",
            "billers.view_lookuprecord",
        }
    ),
    Role.OPERATIONS: frozenset(
        {
            "servicing.add_contactnote",
            "servicing.add_customerflag",
            "servicing.add_promisetopay",
            "servicing.work_collectioncase",
            "servicing.cancel_promisetopay",
            "servicing.view_operations",
            "ledger.record_repayment",
            "ledger.charge_fee",
            "ledger.waive_fee",
            "ledger.adjust_balance",
            "ledger.write_off",
            "ledger.disburse_loan",
            "billers.pay_bill",
            "billers.look_up_bill",
            "billers.view_core_balance",
            "billers.retry_payment",
            "billers.reverse_payment",
            "billers.resolve_payment",
            "billers.reveal_token",  # whoever sells one reads it to the customer
            "billers.export_payments",
            "staff.view_approval",
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            "servicing.release_customerflag",
            "servicing.assign_collectioncase",
            "servicing.replay_dead_letter",
            "servicing.discard_dead_letter",
            "staff.view_auditentry",
            "staff.decide_approval",
            "ledger.approve_money",
            "ledger.view_finance",
            "billers.approve_payment_resolution",
            "billers.make_core_transfer",
            "billers.view_coretransfer",
            "billers.view_billerconfig",
            "billers.view_billerconfigversion",
            "billers.approve_billerconfig",
            "billers.view_callback",
        }
    ),
    Role.ADMIN: frozenset(
        {
            "servicing.rebuild_projections",
            "auth.view_user",
            "auth.add_user",
            "auth.change_user",
            "staff.view_apitoken",
            "staff.add_apitoken",
            "staff.revoke_apitoken",
            "billers.add_billerconfig",
            "billers.change_billerconfig",
            "billers.test_billerconfig",
            "billers.activate_billerconfig",
        }
    ),
}


def _cumulated() -> dict[Role, frozenset[str]]:
    table: dict[Role, frozenset[str]] = {}
    so_far: frozenset[str] = frozenset()
    for role, added in _ADDED.items():
        so_far |= added
        table[role] = so_far
    return table


PERMISSIONS: dict[Role, frozenset[str]] = _cumulated()


HOLDER: dict[Role, str] = {
    Role.READONLY: "a colleague",
    Role.OPERATIONS: "somebody in operations",
    Role.SUPERVISOR: "a supervisor",
    Role.ADMIN: "an administrator",
}


def who_may(permission: str) -> str:
    """Return a sentence that says whom to ask for a permission."""
    for role, permissions in PERMISSIONS.items():
        if permission in permissions:
            return f"Ask {HOLDER[role]} to do it, or an administrator for that role."
    return "No role has this permission; ask an administrator."
