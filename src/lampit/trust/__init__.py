"""Trust: reviews of what was received, reports of abuse, decisions with reason, appeals.

Tables owned: `trust_review`, `trust_report`, `trust_notice`, `trust_appeal`, `trust_answering`.
"""
