"""What a maker types when she tells a story."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lampit.shops.forms.goods import CAMERA
from lampit.shops.rules.stories import LONGEST_STORY, LONGEST_TITLE


class StoryForm(forms.Form):
    """A title, a text of a few paragraphs, a picture."""

    photo = forms.FileField(label=_("Foto"), required=False, widget=forms.FileInput(attrs=CAMERA))
    kept_photo = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    title = forms.CharField(
        label=_("Judul"),
        max_length=LONGEST_TITLE + 200,  # too long is told in words, and nothing is cut
        error_messages={"required": _("Tulis judulnya, misalnya: Panen purun saat air surut.")},
        help_text=_("Contoh: Panen purun saat air surut."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": str(LONGEST_TITLE)}),
    )
    text = forms.CharField(
        label=_("Cerita"),
        required=False,
        max_length=LONGEST_STORY * 4,
        help_text=_(
            "Boleh diucapkan: ketuk mikrofon di papan ketik HP. Ceritakan bahannya, cara "
            "membuatnya, siapa yang mengerjakan. Beri baris kosong untuk paragraf baru."
        ),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    alt = forms.CharField(
        label=_("Apa yang tampak di foto"),
        required=False,
        max_length=200,
        help_text=_("Dibacakan untuk pembeli yang tidak bisa melihat."),
    )
    shows_person = forms.BooleanField(
        label=_("Di foto ini ada orang yang bisa dikenali"), required=False
    )
