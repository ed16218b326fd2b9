"""The catalogue: every event type that is understood, and the class that reads it."""

from collections.abc import Mapping

from servicing.events import accounts, conversations, customers, write_offs
from servicing.events.event import Event

CATALOGUE: Mapping[str, type[Event]] = {
    # type on the stream                        class here
    "account.created.v1":                       accounts.AccountCreated,
    "account.updated.v1":                       accounts.AccountUpdated,
    "account.status_changed.v1":                accounts.AccountStatusChanged,
    "account.closed.v1":                        accounts.AccountClosed,
    "account.schedule.created.v1":              accounts.ScheduleCreated,
    "account.schedule.updated.v1":              accounts.ScheduleUpdated,
    "loan.aging.updated.v1":                    accounts.LoanAgingUpdated,
    "customer.created.v1":                      customers.CustomerCreated,
    "customer.changed.v1":                      customers.CustomerChanged,
    "customer.updated.v1":                      customers.CustomerChanged,
    "customer.verified.v1":                     customers.CustomerVerified,
    "customer.identity.linked.v1":              customers.IdentityMerged,
    "customer.identity.merged.v1":              customers.IdentityMerged,
    "conversation_started":                     conversations.ConversationStarted,
    "user_input":                               conversations.UserInput,
    "assistant_response":                       conversations.AssistantResponse,
    "applicationDetail_changed":                conversations.ApplicationDetailChanged,
    "identityRisk_assessment":                  conversations.IdentityRiskAssessed,
    "credit_assessment_serviceability_result":  conversations.ServiceabilityAssessed,
    "credit_assessment_accountConduct_result":  conversations.AccountConductAssessed,
    "post_identity_risk_checks_complete":       conversations.PostIdentityRiskChecked,
    "credit_assessment_complete":               conversations.CreditAssessmentCompleted,
    "fraud_risk.assessment.v1":                 conversations.FraudRiskAssessed,
    "noticeboard_post":                         conversations.NoticePosted,
    "noticeboard_updated":                      conversations.NoticePosted,
    "final_credit_decision":                    conversations.FinalDecisionMade,
    "final_decision":                           conversations.FinalDecisionMade,
    "conversation_summary":                     conversations.ConversationSummarised,
    "conversationSummary_changed":              conversations.SummaryChanged,
    "statement_consent_initiated":              conversations.StatementConsentInitiated,
    "statement_consent_complete":               conversations.StatementConsentCompleted,
    "statement_consent_cancelled":              conversations.StatementConsentCancelled,
    "statement_retrieval_complete":             conversations.StatementRetrievalCompleted,
    "statement_checks_complete":                conversations.StatementChecksCompleted,
    "affordability_report_downloaded":          conversations.AffordabilityReportDownloaded,
    "basiq_job_created":                        conversations.BasiqJobCreated,
    "writeoff.requested.v1":                    write_offs.WriteOffRequested,
    "writeoff.approved.v1":                     write_offs.WriteOffApproved,
    "writeoff.rejected.v1":                     write_offs.WriteOffRejected,
    "writeoff.cancelled.v1":                    write_offs.WriteOffCancelled,
}  # fmt: skip
