"""What suppliers need of their lines: characterisation, batches, coverage, evidence."""

from undertone.supply.batch import BatchCheck, BatchInSkin, MasterDistance, check_batch
from undertone.supply.control_chart import ControlChart, ControlPoint, ControlRule, control_chart, control_rules
from undertone.supply.gauge_study import (
    AnovaRow,
    GaugeReading,
    GaugeResult,
    GaugeStudy,
    gauge_study,
    read_gauge_readings,
)
from undertone.supply.lightfastness import (
    ExposedReading,
    ExposureSeries,
    FadedColor,
    InkLightfastness,
    Lightfastness,
    LightfastnessRating,
    lightfastness,
    read_exposure_series,
)
from undertone.supply.quality_log import LogEntry, QualityLog, log_quantities
from undertone.supply.strength import (
    ColorDifference,
    CriterionStrength,
    Strength,
    color_difference,
    contrast_ratio_percent,
    delta_e_cmc,
    strength,
)

__all__ = [
    "AnovaRow",
    "BatchCheck",
    "BatchInSkin",
    "ColorDifference",
    "ControlChart",
    "ControlPoint",
    "ControlRule",
    "CriterionStrength",
    "ExposedReading",
    "ExposureSeries",
    "FadedColor",
    "GaugeReading",
    "GaugeResult",
    "GaugeStudy",
    "InkLightfastness",
    "Lightfastness",
    "LightfastnessRating",
    "LogEntry",
    "MasterDistance",
    "QualityLog",
    "Strength",
    "check_batch",
    "color_difference",
    "contrast_ratio_percent",
    "control_chart",
    "control_rules",
    "delta_e_cmc",
    "gauge_study",
    "lightfastness",
    "log_quantities",
    "read_exposure_series",
    "read_gauge_readings",
    "strength",
]
