"""The choices of kecamatan and village that lists are filtered by, as `places` names them."""

from lampit.places.queries import Grouped, Named, subdistrict_choices, village_choices

__all__ = ["Grouped", "Named", "subdistrict_choices", "village_choices"]
