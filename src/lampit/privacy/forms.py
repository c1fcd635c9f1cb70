"""What is typed on the pages of this room: shapes and labels only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lampit.outside.papers import LARGEST_BYTES
from lampit.privacy.rules import requests as rules
from lampit.registry.queries.corrections import Made
from lampit.registry.queries.removals import Removed
from lampit.registry.rules import consents
from lampit.registry.rules.removals import label_of

YES, NO = "ya", "tidak"
PROPOSE, CONFIRM = "usul", "tetapkan"


def linked(message: str, where: str, name: str) -> SafeString:
    """Return an error that ends with a link to what it is about."""
    return format_html('{} <a href="{}">{}</a>', message, where, name)


MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H.%M"]


def _moment() -> forms.DateTimeInput:
    """Return a field in which the phone's own calendar and clock are used."""
    return forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class AnswerForm(forms.Form):
    """A yes or no to one purpose, with the version of the words that were shown."""

    purpose = forms.ChoiceField(choices=[(p.code, p.code) for p in consents.ASKED])
    answer = forms.ChoiceField(choices=[(YES, YES), (NO, NO)])
    version = forms.CharField(max_length=32)


class NotedForm(forms.Form):
    """What an owner said to the office: about what, yes or no, how, and where the proof lies."""

    purpose = forms.ChoiceField(
        label=_("Untuk apa"),
        choices=[(p.code, _(p.label)) for p in consents.ASKED],
        widget=forms.RadioSelect,
    )
    answer = forms.ChoiceField(
        label=_("Jawaban pemilik"),
        choices=[(YES, _("Boleh")), (NO, _("Tidak boleh, atau izin dicabut"))],
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=_("Disampaikan"),
        choices=[(code, _(consents.CHANNELS[code])) for code in consents.OFFICE_CHANNELS],
    )
    proof = forms.CharField(
        label=_("Di mana buktinya"),
        required=False,
        max_length=200,
        help_text=_("Misalnya: formulir 12, map Babirik, saksi Ibu Rina. Disimpan tersandi."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    scan = forms.FileField(
        label=_("Foto atau PDF buktinya"),
        required=False,
        widget=forms.FileInput({"accept": "application/pdf,image/jpeg,image/png,image/webp"}),
        help_text=_("Formulir yang ditandatangani atau pesannya. Paling besar 5 MB."),
    )

    def sent(self) -> bytes:
        """Return the file of the proof, read up to its limit; empty without one."""
        sent = self.cleaned_data.get("scan")
        content: bytes = sent.read(LARGEST_BYTES + 1) if sent else b""
        return content


class AskForm(forms.Form):
    """What a person asks about her own data."""

    kind = forms.ChoiceField(
        label=_("Apa yang Anda minta?"),
        choices=[(code, _(words)) for code, words in rules.KINDS.items()],
        widget=forms.RadioSelect,
    )
    wish = forms.CharField(
        label=_("Keterangan"),
        required=False,
        max_length=1000,
        help_text=_(
            "Kalau memperbaiki: tulis apa yang keliru dan bagaimana yang benar. "
            "Misalnya: alamat saya sekarang di Desa Pajukungan RT 3."
        ),
        widget=forms.Textarea({"rows": 3}),
    )


class OwnAskForm(AskForm):
    """What a person asks on her own page; `about` names the group beside which she pressed."""

    about = forms.SlugField(required=False, max_length=60, widget=forms.HiddenInput)


class EnterForm(AskForm):
    """A request that came to the desk; about the owner on the page, or the buyer of an order."""

    order = forms.CharField(
        label=_("Nomor pesanan"),
        required=False,
        max_length=20,
        help_text=_("Hanya kalau yang meminta adalah pembeli, misalnya LMP-2611-000123."),
    )
    channel = forms.ChoiceField(
        label=_("Datang lewat"),
        choices=[(code, _(rules.CHANNELS[code])) for code in rules.DESK_CHANNELS],
    )
    identity = forms.CharField(
        label=_("Bagaimana orangnya dikenali?"),
        max_length=200,
        help_text=_("Misalnya: KTP dicocokkan di meja. Jangan menulis nomor KTP-nya."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    received_at = forms.DateTimeField(
        label=_("Diterima"),
        widget=_moment(),
        input_formats=MOMENTS,
        help_text=_("Waktu setempat. Tenggat 3 × 24 jam dihitung dari sini."),
    )

    def __init__(self, *args: Any, has_owner: bool = False, **options: Any) -> None:
        """Take what a form takes, and whether an owner is on the page already."""
        super().__init__(*args, **options)
        if has_owner:
            del self.fields["order"]
        else:
            self.fields["order"].required = True


class LetterForm(forms.Form):
    """The words of an answer."""

    words = forms.CharField(
        label=_("Isi jawaban"),
        max_length=4000,
        help_text=_("Tercetak di surat, apa adanya."),
        widget=forms.Textarea({"rows": 5}),
    )


class CorrectionForm(LetterForm):
    """The answer to a correction: what was changed, or why nothing was."""

    outcome = forms.ChoiceField(
        label=_("Hasilnya"),
        choices=[(code, _(words)) for code, words in rules.OUTCOMES.items()],
        widget=forms.RadioSelect,
    )
    changes = forms.TypedMultipleChoiceField(
        label=_("Perubahan yang menjawab permintaan ini"),
        required=False,
        coerce=int,
        help_text=_("Yang dicentang tercetak di surat, dengan nilai sebelum dan sesudah."),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("outcome", "changes", "words")

    def __init__(self, *args: Any, made: Sequence[Made], has_record: bool, **options: Any) -> None:
        """Take what a form takes, and what was changed in the register since the receipt."""
        super().__init__(*args, **options)
        field = self.fields["changes"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(one.id, _told(one)) for one in made]
        if not made:
            del self.fields["changes"]
        outcome = self.fields["outcome"]
        if has_record and not made and isinstance(outcome, forms.ChoiceField):
            outcome.help_text = _("Belum ada isian yang berubah sejak permintaan ini diterima.")


class DeletionForm(LetterForm):
    """The answer to a request to delete a part: which parts are gone."""

    parts = forms.MultipleChoiceField(
        label=_("Bagian yang dihapus"),
        required=False,
        help_text=_(
            "Yang dicentang tertulis di surat, tanpa nilainya. Riwayat dan daftar impor ikut "
            "dikosongkan, jadi tidak bisa dikembalikan."
        ),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("parts", "words")

    def __init__(self, *args: Any, gone: Sequence[Removed], **options: Any) -> None:
        """Take what a form takes, and what was deleted since the receipt."""
        super().__init__(*args, **options)
        field = self.fields["parts"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(one.key, _gone(one)) for one in gone]
        if not gone:
            del self.fields["parts"]


def _gone(one: Removed) -> str:
    """Return a deleted part in one line, without its value."""
    label = _(label_of(one.kind, one.what))
    if one.at is None:
        on = str(_("kolom daftar, dihapus saat jawaban dikirim"))
    else:
        on = f"{timezone.localtime(one.at):%d-%m-%Y %H.%M}"
    return ", ".join(str(part) for part in (label, one.place, on, one.by) if part)


def _told(one: Made) -> str:
    """Return a change in one line."""
    if one.is_secret:
        hidden = _("diganti, nilainya terlindung")
        return f"{one.label}: {hidden}"
    return f"{one.label}: {one.old or '–'} → {one.new or '–'}"


class RefusalForm(LetterForm):
    """The ground and the words of a refusal."""

    ground = forms.ChoiceField(
        label=_("Dasar penolakan"),
        choices=[(code, _(words)) for code, words in rules.GROUNDS.items()],
        widget=forms.RadioSelect,
    )
    field_order = ("ground", "words")


class LetterheadForm(forms.Form):
    """What stands above and below the letters of an office."""

    office = forms.CharField(
        label=_("Nama dinas"),
        max_length=120,
        help_text=_("Seperti di kop surat resmi, tanpa nama kabupaten."),
    )
    address = forms.CharField(
        label=_("Alamat dinas"),
        required=False,
        max_length=200,
        help_text=_("Jalan, nomor, kode pos, telepon, surel."),
    )
    place = forms.CharField(
        label=_("Tempat surat dibuat"), max_length=60, help_text=_("Misalnya: Amuntai.")
    )
    duty = forms.CharField(label=_("Jabatan penanda tangan"), required=False, max_length=120)
    signer = forms.CharField(
        label=_("Nama penanda tangan"),
        required=False,
        max_length=120,
        help_text=_("Kalau kosong, surat memuat garis untuk ditulis tangan."),
    )
    nip = forms.CharField(
        label=_("NIP penanda tangan"), required=False, max_length=24, help_text=_("18 angka.")
    )
    phone = forms.CharField(
        label=_("Telepon untuk pertanyaan tentang data pribadi"),
        required=False,
        max_length=40,
        help_text=_("Tampil di pemberitahuan kepada pemilik usaha dan di surat insiden."),
        widget=forms.TextInput({"inputmode": "tel"}),
    )
    email = forms.EmailField(label=_("Surel untuk pertanyaan"), required=False)
    officer = forms.CharField(
        label=_("Petugas pelindungan data pribadi"),
        required=False,
        max_length=120,
        help_text=_("Nama atau jabatan, seperti di surat penunjukannya."),
    )
    officer_contact = forms.CharField(
        label=_("Cara menghubungi petugas itu"), required=False, max_length=120
    )


class QuestionForm(forms.Form):
    """What the office asks a person back."""

    words = forms.CharField(
        label=_("Apa yang perlu kami ketahui?"),
        max_length=1000,
        help_text=_("Misalnya: alamat mana yang keliru, dan bagaimana yang benar?"),
        widget=forms.Textarea({"rows": 3}),
    )


class ReplyForm(forms.Form):
    """What a person answers to a question about her request."""

    words = forms.CharField(max_length=500)


class ErasureForm(forms.Form):
    """The press of a button: propose, or confirm."""

    deed = forms.ChoiceField(choices=[(PROPOSE, PROPOSE), (CONFIRM, CONFIRM)])


class BreachForm(forms.Form):
    """What is known of a breach; instants are local."""

    discovered_at = forms.DateTimeField(
        label=_("Diketahui"), widget=_moment(), input_formats=MOMENTS,
        help_text=_("Waktu setempat. Tenggat 3 × 24 jam dihitung dari sini."),
    )  # fmt: skip
    began_at = forms.DateTimeField(
        label=_("Mulai terjadi"), widget=_moment(), input_formats=MOMENTS
    )
    ended_at = forms.DateTimeField(label=_("Sampai"), widget=_moment(), input_formats=MOMENTS)
    suspect = forms.CharField(
        label=_("Akun yang dipakai"),
        required=False,
        max_length=150,
        help_text=_("Nama pengguna, kalau diketahui. Daftar yang terkena diambil dari catatannya."),
    )
    what = forms.CharField(
        label=_("Data apa"), max_length=500, widget=forms.Textarea({"rows": 2}),
        help_text=_("Misalnya: nama dan nomor HP 120 pemilik usaha."),
    )  # fmt: skip
    how = forms.CharField(
        label=_("Bagaimana terjadinya"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )
    handling = forms.CharField(
        label=_("Penanganan dan pemulihan"), required=False, max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip
    advice = forms.CharField(
        label=_("Saran untuk orangnya"), required=False, max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
