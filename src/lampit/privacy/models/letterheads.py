"""What stands above and below the letters of an office: its name, its address, who signs."""

from django.conf import settings
from django.db import models

from lampit.places.models import Region


class Letterhead(models.Model):
    """Head and signature of the letters of an office, as the office writes them itself."""

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True, related_name="+")
    office = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=60)
    duty = models.CharField(max_length=120, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    nip = models.CharField(max_length=24, blank=True)
    # Whom people ask about their data: in notices and letters.
    phone = models.CharField(max_length=40, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    officer = models.CharField(max_length=120, blank=True, default="")
    officer_contact = models.CharField(max_length=120, blank=True, default="")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Name the office in logs."""
        return f"{self.region_id} {self.office}"
