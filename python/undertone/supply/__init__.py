"""What suppliers need of their lines: characterisation, batches, coverage, evidence."""

from undertone.supply.characterise import (
    CuvetteReading,
    FilmExplained,
    InkCharacterisation,
    InkFilm,
    InkVerdict,
    MixturePrediction,
    MixtureReport,
    NextFilm,
    characterise_ink,
    check_mixtures,
)
from undertone.supply.label_ink import LabelComponent, LabelInk, LabFilm, ink_from_label
from undertone.supply.line_folder import (
    CharacterisedInk,
    EvidenceCheck,
    LineCharacterisation,
    LineCheck,
    characterise_line,
    check_line_folder,
)

__all__ = [
    "CharacterisedInk",
    "CuvetteReading",
    "EvidenceCheck",
    "FilmExplained",
    "InkCharacterisation",
    "InkFilm",
    "InkVerdict",
    "LabFilm",
    "LabelComponent",
    "LabelInk",
    "LineCharacterisation",
    "LineCheck",
    "MixturePrediction",
    "MixtureReport",
    "NextFilm",
    "characterise_ink",
    "characterise_line",
    "check_line_folder",
    "check_mixtures",
    "ink_from_label",
]
