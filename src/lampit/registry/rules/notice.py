"""What is told to an owner before she is registered (UU 27/2022 art. 21). Pure.

The words are short enough to be read aloud. A change of them is another version, which the audit
trail names at each registration.
"""

from hashlib import sha256

from lampit.basics.texts import gettext_noop

# After so many years without a sign of life a person leaves the register (privacy, retention).
KEPT_YEARS = 5
WORDS = gettext_noop(
    "%(office)s mencatat usaha Anda untuk pendataan, pembinaan dan pemasaran. Yang dicatat: nama, "
    "NIK, nomor HP, alamat, jenis usaha, tenaga kerja dan kisaran omzet. Disimpan selama usaha "
    "berjalan, dan dihapus sesudah %(years)d tahun tanpa kabar. Anda boleh melihat, memperbaiki, "
    "atau meminta dihapus. Hubungi %(contact)s. Anda boleh tidak menjawab pertanyaan apa pun."
)
VERSION = sha256(WORDS.encode()).hexdigest()[:8]
