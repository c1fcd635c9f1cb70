"""How long surveys keep what never became an answer. Pure; told on privacy's page of terms.

No text names these terms: what is not finished is kept as long as somebody may still finish it,
what nobody decided for a year after it came.
"""

from datetime import timedelta

LINKS = timedelta(days=30)  # unsent answers, after their link ended
DRAFTS = timedelta(days=90)  # begun at the desk, after the last change; as halves of photos
FOUND = timedelta(days=180)  # names and telephones of found businesses, undecided
SENT = timedelta(days=365)  # what was sent and does not count
TOLD = timedelta(days=365)  # proposals and notes of visits
KEYS = timedelta(days=365)  # of phones, after they were revoked, wiped or last used
AT_ONCE = 500
