"""What a question is for, whatever it is called, and what its options mean. Pure.

The house's own figures (jobs, channels, recovery, target group) read answers by role. The
instrument says which question has which role (`role` of a question, `means` of an option); a
question that says nothing has the role of its own name, if its kind fits, and its options mean
what their codes do. An instrument without a role has fewer figures.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lampit.basics.texts import gettext_noop

INTEGER, ONE, SEVERAL = "integer", "select_one", "select_multiple"
TENTHS = ("daring_kini", "daring_lalu")  # told of ten sales
OTHER = "~"  # before the code of an option that means nothing the house knows


@dataclass(frozen=True)
class Role:
    """A role: its code, the kind of question it needs, its words, what options may mean."""

    code: str
    kind: str
    words: str
    meanings: tuple[tuple[str, str], ...] = ()

    @property
    def meant(self) -> frozenset[str]:
        """Return the codes of what options may mean."""
        return frozenset(code for code, _ in self.meanings)


ROLES = (
    Role("usia_pemilik", INTEGER, gettext_noop("umur pemilik, tahun")),
    Role("usia_pengurus", INTEGER, gettext_noop("umur yang mengurus jualan daring, tahun")),
    Role("pekerja_kini", INTEGER, gettext_noop("pekerja sekarang, pemilik termasuk")),
    Role("pekerja_lalu", INTEGER, gettext_noop("pekerja setahun lalu")),
    Role("omzet", ONE, gettext_noop("golongan uang masuk sebulan")),
    Role(
        "arah_omzet", ONE, gettext_noop("uang masuk dibanding setahun lalu"),
        (("jauh_turun", gettext_noop("turun banyak")), ("turun", gettext_noop("turun")),
         ("sama", gettext_noop("sama")), ("naik", gettext_noop("naik")),
         ("jauh_naik", gettext_noop("naik banyak")), ("baru", gettext_noop("usaha baru"))),
    ),
    Role("daring_kini", INTEGER, gettext_noop("penjualan daring sekarang, dari 10")),
    Role("daring_lalu", INTEGER, gettext_noop("penjualan daring setahun lalu, dari 10")),
    Role(
        "tatap_muka", ONE, gettext_noop("penjualan yang harus bertemu pembeli"),
        (("semua", gettext_noop("hampir semua")), ("banyak", gettext_noop("sebagian besar")),
         ("separuh", gettext_noop("separuh")), ("sedikit", gettext_noop("sebagian kecil")),
         ("tidak", gettext_noop("tidak perlu"))),
    ),
    Role(
        "pulih", ONE, gettext_noop("keadaan sesudah terganggu"),
        (("berhenti", gettext_noop("masih berhenti")),
         ("dibawah", gettext_noop("jalan, di bawah sebelumnya")),
         ("pulih", gettext_noop("sudah pulih")), ("lebih", gettext_noop("lebih baik")),
         ("tak_pernah", gettext_noop("tidak pernah terganggu"))),
    ),
    Role("biaya_promosi", INTEGER, gettext_noop("biaya promosi sebulan, rupiah")),
    Role(
        "cara_pesan", SEVERAL, gettext_noop("cara pembeli memesan"),
        (("datang", gettext_noop("datang langsung")), ("pengepul", gettext_noop("lewat pengepul")),
         ("pesan", gettext_noop("lewat pesan")), ("marketplace", gettext_noop("marketplace")),
         ("lapak", gettext_noop("situs atau lapak sendiri"))),
    ),
    Role(
        "akun", SEVERAL, gettext_noop("tempat usaha di internet"),
        (("wa", gettext_noop("WhatsApp")), ("wa_bisnis", gettext_noop("WhatsApp Business")),
         ("facebook", gettext_noop("Facebook")), ("instagram", gettext_noop("Instagram")),
         ("tiktok", gettext_noop("TikTok"))),
    ),
    Role(
        "unggah", ONE, gettext_noop("seberapa sering mengunggah"),
        (("mingguan", gettext_noop("tiap minggu")), ("harian", gettext_noop("hampir tiap hari"))),
    ),
    Role("bisa", SEVERAL, gettext_noop("keterampilan di dalam usaha")),
    Role(
        "pengurus", ONE, gettext_noop("siapa yang mengurus jualan daring"),
        (("tidak_ada", gettext_noop("belum ada")), ("luar", gettext_noop("orang luar")),
         ("keluarga", gettext_noop("keluarga")), ("pekerja", gettext_noop("pekerja")),
         ("pemilik", gettext_noop("pemilik"))),
    ),
    Role(
        "hambatan", SEVERAL, gettext_noop("hambatan jualan lewat internet"),
        (("cukup", gettext_noop("sudah cukup dengan cara sekarang")),),
    ),
)  # fmt: skip
BY_CODE: Mapping[str, Role] = {role.code: role for role in ROLES}


def role_of(question: Mapping[str, Any]) -> str:
    """Return the role of a question as the JSON has it: what it says, else that of its name."""
    told = question.get("role")
    if told is None:
        own = BY_CODE.get(str(question.get("id")))
        return own.code if own is not None and own.kind == question.get("type") else ""
    known = BY_CODE.get(str(told))
    return known.code if known is not None and known.kind == question.get("type") else ""


def meaning_of(role: str, option: Mapping[str, Any]) -> str:
    """Return what an option means in a role: what it says, else its own code; "" for nothing."""
    known = BY_CODE.get(role)
    told = str(option.get("means", option.get("code")))
    return told if known is not None and told in known.meant else ""
