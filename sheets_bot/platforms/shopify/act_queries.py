"""
What the bot asks and tells Shopify when it carries out an act, and nothing else.

Beside `shopify/queries.py`, which only reads for the trackers. The one change is that of a dispute's
evidence; its id is the evidence's own, not the dispute's (Admin GraphQL, `disputeEvidenceUpdate`). A test
holds every text against the official schema.
"""

from sheets_bot.platforms.shopify.queries import Operation

WRITE_EVIDENCE = "write_shopify_payments_dispute_evidences"
WRITE_FILES = "write_shopify_payments_dispute_file_uploads"

TEXTS = (
    "accessActivityLog",
    "cancellationPolicyDisclosure",
    "cancellationRebuttal",
    "customerEmailAddress",
    "customerFirstName",
    "customerLastName",
    "refundPolicyDisclosure",
    "refundRefusalExplanation",
    "uncategorizedText",
)
"""The texts of the evidence that can be written and read back."""

DOCUMENT_TYPES = {
    "cancellationPolicyFile": "cancellation_policy_file",
    "customerCommunicationFile": "customer_communication_file",
    "refundPolicyFile": "refund_policy_file",
    "serviceDocumentationFile": "service_documentation_file",
    "shippingDocumentationFile": "shipping_documentation_file",
    "uncategorizedFile": "uncategorized_file",
}
"""The places for a file: by the field of the evidence, the `document_type` of the upload."""

_FILES = " ".join(f"{slot} {{ id originalFileName fileSize }}" for slot in DOCUMENT_TYPES)

EVIDENCE_OF_DISPUTE = Operation(
    "EvidenceOfDispute",
    "query EvidenceOfDispute($id: ID!) { dispute(id: $id) { id status evidenceDueBy evidenceSentOn "
    f"disputeEvidence {{ id submitted {' '.join(TEXTS)} {_FILES} }} }} }}",
)

SAVE_EVIDENCE = Operation(
    "SaveEvidence",
    "mutation SaveEvidence($id: ID!, $input: ShopifyPaymentsDisputeEvidenceUpdateInput!) { "
    "disputeEvidenceUpdate(id: $id, input: $input) { disputeEvidence { id submitted } "
    "userErrors { code field message } } }",
)

CONTACT = Operation("OrderContact", "query OrderContact($id: ID!) { order(id: $id) { id email } }")
