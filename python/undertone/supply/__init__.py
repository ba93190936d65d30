"""What suppliers need of their lines: characterisation, batches, coverage, evidence."""

from undertone.supply.line_coverage import (
    CoverageComparison,
    CoveredClient,
    InkComponentText,
    InkTie,
    InkUse,
    LimitCount,
    LineCoverage,
    MapCell,
    NewInk,
    NewInkTrial,
    ShareServed,
    YearShare,
    compare_coverage,
    coverage,
    suggest_new_ink,
)
from undertone.supply.line_ladder import ClassLadder, FlaggedStep, LineLadder, ToldApart, line_ladder

__all__ = [
    "ClassLadder",
    "CoverageComparison",
    "CoveredClient",
    "FlaggedStep",
    "InkComponentText",
    "InkTie",
    "InkUse",
    "LimitCount",
    "LineCoverage",
    "LineLadder",
    "MapCell",
    "NewInk",
    "NewInkTrial",
    "ShareServed",
    "ToldApart",
    "YearShare",
    "compare_coverage",
    "coverage",
    "line_ladder",
    "suggest_new_ink",
]
