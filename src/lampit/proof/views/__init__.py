"""Pages of the proof room: thin; they ask, draw and render."""

from lampit.proof.views.impact import impact, impact_file
from lampit.proof.views.nation import nation, nation_file, region

__all__ = ["impact", "impact_file", "nation", "nation_file", "region"]
