"""What is kept about staff: tokens of programs, requests for approval, the audit trail."""

from billie.staff.models.approvals import Approval
from billie.staff.models.tokens import ApiToken
from billie.staff.models.trail import AuditEntry

__all__ = ["ApiToken", "Approval", "AuditEntry"]
