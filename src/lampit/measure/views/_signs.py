"""The signs of field work in words."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lampit.measure.rules import fieldquality as rules
from lampit.measure.rules.fieldquality import Check, Sign
from lampit.measure.views._asking import spoken

TITLES = {
    rules.QUICK: _("Terlalu cepat"),
    rules.LONG: _("Terlalu lama"),
    rules.CROWDED: _("Terlalu banyak sehari"),
    rules.NIGHT: _("Di luar jam kunjungan"),
    rules.OVERLAP: _("Bersamaan dengan wawancara lain"),
    rules.FAR: _("Jauh dari desanya"),
    rules.SPOT: _("Banyak wawancara di satu titik"),
    rules.PHOTO: _("Foto yang sama"),
    rules.STRAIGHT: _("Pilihan lurus"),
    rules.ALIKE: _("Jawaban hampir sama"),
    rules.IMPOSSIBLE: _("Jawaban tidak mungkin"),
    rules.MISSING: _("Banyak tidak dijawab"),
}


def sentence(sign: Sign, checks: Mapping[str, Check]) -> str:
    """Return what was seen, in one sentence with its number."""
    value = sign.value or 0.0
    if sign.code == rules.IMPOSSIBLE:
        check = checks.get(sign.check)
        return spoken(check.text) if check else sign.check
    words = {
        rules.QUICK: gettext("Selesai dalam %(minutes)d menit %(seconds)d detik.")
        % {"minutes": int(value // 60), "seconds": int(value % 60)},
        rules.LONG: gettext("Berlangsung %(hours)d jam.") % {"hours": round(value / 3600)},
        rules.CROWDED: gettext("%(count)d wawancara orang ini pada hari itu.")
        % {"count": int(value)},
        rules.NIGHT: gettext("Mulai pukul %(hour)d.") % {"hour": int(value)},
        rules.OVERLAP: gettext("Mulai sebelum wawancara %(other)s selesai.")
        % {"other": sign.other},
        rules.FAR: gettext("Sekitar %(km)s km dari titik desa.")
        % {"km": f"{value / 1000:.1f}".replace(".", ",")},
        rules.SPOT: gettext("%(count)d wawancara dalam 15 meter.") % {"count": int(value)},
        rules.PHOTO: gettext("Foto ini juga ada pada wawancara %(other)s.") % {"other": sign.other},
        rules.STRAIGHT: gettext("%(percent)d %% pilihan ada di urutan yang sama.")
        % {"percent": round(100 * value)},
        rules.ALIKE: gettext("%(percent)d %% jawaban sama dengan wawancara %(other)s.")
        % {"percent": round(100 * value), "other": sign.other},
        rules.MISSING: gettext("%(percent)d %% pertanyaan tidak dijawab.")
        % {"percent": round(100 * value)},
    }
    return words[sign.code]
