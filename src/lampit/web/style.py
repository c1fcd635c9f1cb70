"""The living style page `/gaya/`: every part and chart with invented figures, in a demo only."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lampit.web import access, charts, figures
from lampit.web.door import door
from lampit.web.paging import page_of
from lampit.web.widgets import MoneyInput, UnitInput

BOUNDS = (30.0, 36.0, 42.0, 48.0)
SUBDISTRICTS = (
    ("Rawa Hulu", 31.0, 35), ("Purun", 34.0, 36), ("Sungai Lurus", 43.0, 58),
    ("Danau Besar", 44.0, 52), ("Kota", 52.0, 61), ("Muara", 46.0, 44),
    ("Banua", 39.0, 38), ("Galam", 41.0, 43), ("Paminggir Jauh", None, 6), ("Tabukan", 33.0, 31),
)  # fmt: skip


class Sample(forms.Form):
    """A form with one field of each kind."""

    name = forms.CharField(
        label=gettext_lazy("Nama usaha"), help_text=gettext_lazy("Seperti di papan nama."),
    )  # fmt: skip
    phone = forms.CharField(
        label=gettext_lazy("Nomor HP"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    price = forms.CharField(label=gettext_lazy("Harga"), widget=MoneyInput())
    days = forms.CharField(
        label=gettext_lazy("Lama membuat"), required=False,
        widget=UnitInput(after=gettext_lazy("hari")),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("Cara bayar"), widget=forms.RadioSelect,
        choices=[("qris", "QRIS"), ("tunai", gettext_lazy("Tunai"))],
    )  # fmt: skip
    village = forms.ChoiceField(
        label=gettext_lazy("Kecamatan"),
        choices=[("", gettext_lazy("Pilih…")), ("1", "Purun"), ("2", "Kota")],
    )
    photo = forms.FileField(
        label=gettext_lazy("Foto"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )  # fmt: skip
    story = forms.CharField(
        label=gettext_lazy("Cerita"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    agree = forms.BooleanField(label=gettext_lazy("Boleh ditampilkan di pasar"))


def cell(place: int) -> list[list[tuple[float, float]]]:
    """Draw an invented area: a slanted field of a grid of five by two."""
    x, y = 115.0 + place % 5 * 0.08, -2.4 - place // 5 * 0.09
    slant = 0.02 * (place % 3)
    return [[(x, y), (x + 0.08, y - slant / 2), (x + 0.08, y - 0.09), (x, y - 0.09 + slant / 3)]]


def drawings(mark: str = "") -> dict[str, SafeString]:
    """Draw every chart with invented figures; `mark` tells the two copies on the page apart."""
    areas = [
        (f"00.00.{place + 1:02}", name, cell(place), value, n)
        for place, (name, value, n) in enumerate(SUBDISTRICTS)
    ]
    intervals = [
        (name, value, value - 8 if value else None, value + 8 if value else None, n,
         "suppressed" if value is None else "caution" if n < 33 else "ok")
        for name, value, n in SUBDISTRICTS
    ]  # fmt: skip
    province, area = _("Provinsi"), _("Daerah")
    boxes = [
        (f"{province} {letter}", [
            (f"{letter}{i}", f"{area} {letter}{i}", None if (i + p) % 3 else 25.0 + i, 40)
            for i in range(9 + 3 * p)])
        for p, letter in enumerate("ABC")
    ]  # fmt: skip
    months = [f"{figures.SHORT['id'][i % 12]} {24 + i // 12}" for i in range(24)]
    coached = [(1.0 + i * 0.09, 0.8 + i * 0.08, 1.2 + i * 0.1) for i in range(24)]
    others = [(1.0 + i * 0.05, 0.9 + i * 0.04, 1.1 + i * 0.06) for i in range(24)]
    return {
        "scale": charts.scale(
            41, 37, 45, 404,
            [(25, _("belum mulai")), (50, _("mulai")), (75, _("rutin")), (100, _("tumbuh"))],
            _("Skala indeks"), _("Sekarang 41, antara 37 dan 45; sebelumnya 35"),
            before=(35, "2025-II"),
        ),
        "scale_narrow": charts.scale(
            41, 37, 45, 404,
            [(25, _("belum mulai")), (50, _("mulai")), (75, _("rutin")), (100, _("tumbuh"))],
            _("Skala indeks"), _("Sekarang 41, antara 37 dan 45; sebelumnya 35"),
            before=(35, "2025-II"), width=330,
        ),
        "dot_interval": charts.dot_interval(
            intervals, _("Indeks per kecamatan"), _("Selang kebanyakan kecamatan bertumpuk"),
            reference=(41, _("Kabupaten 41")),
        ),
        "bar_ci": charts.bar_ci(
            [(_("Terima pesanan lewat WA"), 62, 57, 67, 404, "d1"),
             (_("Punya lapak"), 23, 19, 27, 404, "d2"),
             (_("Pakai pembukuan"), None, None, None, 6, "d3")],
            _("Yang sudah dikerjakan"), _("62 persen menerima pesanan lewat WA"),
        ),
        "funnel": charts.funnel(
            [(_("Terdaftar"), 9212), (_("Data lengkap"), 6340), (_("Punya katalog"), 2118),
             (_("Pernah dipesan"), 640), (_("Bayar QRIS"), None)],
            _("Di mana mereka berhenti"), _("Bocor terbesar sebelum pesanan pertama"),
        ),
        "before_after": charts.before_after(
            [(_("Tas purun"), 2.1, 2.6, 96), (_("Lampit rotan"), 3.4, 3.6, 41),
             (_("Telur asin"), None, None, 4)],
            _("Omzet sebelum dan sesudah dibina"), _("Tas purun naik paling banyak"),
            low=1.5, high=4.5,
            write=lambda value: charts.show(value, 1),
        ),
        "trend": charts.trend(
            [(_("Dibina"), coached), (_("Banding"), others)], months,
            _("Omzet bulanan, juta rupiah") + mark, _("Yang dibina naik lebih cepat"),
            mark=(12, _("mulai dibina")), write=lambda value: charts.show(value, 1),
        ),
        "sparkline": charts.sparkline([1.9, 2.1, 1.8, None, 2.6, 2.5, 3.0, 3.5], _("Penjualan")),
        "choropleth": charts.choropleth(
            areas, _("Peta contoh") + mark, _("Tertinggi Kota 52"), bounds=BOUNDS,
            href="?kecamatan={code}",
        ),
        "region_boxes": charts.region_boxes(
            boxes, _("Satu kotak satu daerah") + mark, _("Sepertiga sudah punya data"),
            bounds=BOUNDS,
        ),
    }  # fmt: skip


def specimens() -> dict[str, Any]:
    """Return what the style page shows besides charts."""
    return {
        "form": Sample(),
        "wrong_form": Sample(
            {"name": "", "phone": "0812-0000-45", "price": "85rb"}, auto_id="salah_%s"
        ),
        "page_obj": page_of(list(range(312)), "3", size=10, total=312),
        "job": {"done": 620, "total": 1000, "message": ""},
        "steps": [_("Foto"), _("Harga"), _("Tayang")],
        "estimate": {"value": 34.2, "low": 31.0, "high": 37.4, "n": 212, "quality": "ok"},
        "careful": {"value": 33.0, "low": 23.0, "high": 43.0, "n": 31, "quality": "caution"},
        "hidden": {"value": None, "low": None, "high": None, "n": 6, "quality": "suppressed"},
    }  # fmt: skip


@door(access.in_demo)
def style(request: HttpRequest) -> HttpResponse:
    """Show the style page."""
    context = {**specimens(), "light": drawings(), "dark": drawings(" ·")}
    return render(request, "web/style.html", context)
