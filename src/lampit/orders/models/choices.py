"""Codes of the specification with the words people read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lampit.orders.rules import channels, delivery, payments, states


class PartState(TextChoices):
    """How far a part of an order is."""

    MENUNGGU_BAYAR = states.MENUNGGU_BAYAR, _("Menunggu pembayaran")
    MENUNGGU_KONFIRMASI = states.MENUNGGU_KONFIRMASI, _("Menunggu konfirmasi perajin")
    KEDALUWARSA = states.KEDALUWARSA, _("Lewat waktu")
    DIBAYAR_STOK_HABIS = states.DIBAYAR_STOK_HABIS, _("Lunas, stok habis")
    DIBAYAR = states.DIBAYAR, _("Lunas")
    DIPROSES = states.DIPROSES, _("Dikerjakan")
    SIAP_DIAMBIL = states.SIAP_DIAMBIL, _("Siap diambil")
    DIKIRIM = states.DIKIRIM, _("Dikirim")
    SELESAI = states.SELESAI, _("Selesai")
    DIBATALKAN = states.DIBATALKAN, _("Dibatalkan")
    DIKEMBALIKAN = states.DIKEMBALIKAN, _("Uang kembali")


class Method(TextChoices):
    """How goods reach the buyer."""

    AMBIL = delivery.AMBIL, _("Ambil sendiri")
    KURIR_KAB = delivery.KURIR_KAB, _("Diantar perajin")
    EKSPEDISI = delivery.EKSPEDISI, _("Kurir / ekspedisi")
    KLOTOK = delivery.KLOTOK, _("Titip klotok")


class Way(TextChoices):
    """How a part is paid."""

    QRIS = delivery.QRIS, _("QRIS")
    TRANSFER = delivery.TRANSFER, _("Transfer bank")
    COD = delivery.COD, _("Bayar saat barang diterima")
    MIDTRANS = delivery.MIDTRANS, _("Midtrans")
    XENDIT = delivery.XENDIT, _("Xendit")


class PaymentState(TextChoices):
    """What the facts of a payment amount to."""

    BELUM = payments.BELUM, _("Belum dibayar")
    MENUNGGU = payments.MENUNGGU, _("Menunggu")
    DIBAYAR = payments.DIBAYAR, _("Dibayar")
    GAGAL = payments.GAGAL, _("Gagal")
    KEDALUWARSA = payments.KEDALUWARSA, _("Lewat waktu")
    DIBATALKAN = payments.DIBATALKAN, _("Dibatalkan")
    SELISIH = payments.SELISIH, _("Jumlahnya beda")
    DIKEMBALIKAN_SEBAGIAN = payments.DIKEMBALIKAN_SEBAGIAN, _("Sebagian dikembalikan")
    DIKEMBALIKAN = payments.DIKEMBALIKAN, _("Uang kembali")


class Channel(TextChoices):
    """Where a sale was agreed."""

    RUMAH = "RUMAH", _("Di rumah")
    PASAR = "PASAR", _("Hari pasar")
    PAMERAN = "PAMERAN", _("Pameran")
    RESELLER = "RESELLER", _("Titip jual")
    WA = "WA", _("WhatsApp")
    LAPAK = "LAPAK", _("Lapak Lampit")
    SHOPEE = "SHOPEE", "Shopee"
    TOKOPEDIA = "TOKOPEDIA", "Tokopedia"
    TIKTOK = "TIKTOK", "TikTok Shop"
    LAZADA = "LAZADA", "Lazada"
    IG = "IG", "Instagram"
    FB = "FB", "Facebook"
    LAIN = "LAIN", _("Lainnya")


class Contact(TextChoices):
    """Whether buyer and seller met."""

    DIRECT = channels.DIRECT, _("Bertemu langsung")
    ONLINE = channels.ONLINE, _("Lewat internet")


class Source(TextChoices):
    """How an entry came into the ledger."""

    ORDER = channels.ORDER, _("Pesanan")
    MANUAL = channels.MANUAL, _("Dicatat")
    IMPOR = channels.IMPOR, _("Impor")
    SURVEI = channels.SURVEI, _("Survei")
