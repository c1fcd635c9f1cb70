"""Photos that come with reviews and appeals go through the same proving as those of goods."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lampit.basics.refusal import Refusal
from lampit.outside.pictures import LARGEST_BYTES
from lampit.shops.actions import keep_photo


def sent_photo(request: HttpRequest, form: forms.Form) -> str:
    """Keep the photo of a form and return its digest; a bad one becomes an error of its field."""
    upload = request.FILES.get("photo")
    if not isinstance(upload, UploadedFile):
        return ""
    try:
        return keep_photo(upload.read(LARGEST_BYTES + 1)).digest
    except Refusal as refusal:
        form.add_error("photo", _(refusal.message))
        return ""
