"""From skin, target and a line of inks to ranked recipes that can be poured."""

from undertone.matching.dot_choice import DotChoice, DotTrial, match_dilution, match_dots
from undertone.matching.rematch import Rematch
from undertone.matching.search import match
from undertone.matching.zones import match_zones

__all__ = ["DotChoice", "DotTrial", "Rematch", "match", "match_dilution", "match_dots", "match_zones"]
