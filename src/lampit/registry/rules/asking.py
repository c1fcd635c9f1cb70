"""What somebody asks the list for. Pure."""

from dataclasses import dataclass, fields

UNKNOWN = "belum_diketahui"  # of a filter: those of whom nobody told it


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks the list for; empty text is "all"."""

    text: str = ""
    subdistrict: str = ""
    village: str = ""
    sector: str = ""
    status: str = ""
    band: str = ""
    nib: str = ""
    online: str = ""
    owner: str = ""
    order: str = ""

    @property
    def is_filtered(self) -> bool:
        """Say whether anything narrows the list."""
        return any(getattr(self, f.name) for f in fields(self) if f.name != "order")
