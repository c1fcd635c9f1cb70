"""Closes an account for good: nobody signs in with it, and it names nobody."""

from django.db import transaction

from lampit.people.models import ApiClient, ApiToken, Membership, User


def erase_account(account: User) -> None:
    """Empty an account and take its roles and tokens; what it did stays in the audit trail.

    The chain of the trail is law and cannot be changed: it keeps the user name it was told.
    """
    with transaction.atomic():
        ApiToken.objects.filter(user=account).delete()
        ApiClient.objects.filter(user=account).delete()
        account.acting = None
        account.username = f"dihapus-{account.pk}"
        account.first_name = account.last_name = account.email = ""
        account.phone, account.is_active = None, False
        account.set_unusable_password()
        account.save()
        Membership.objects.filter(user=account).delete()
