"""What is known of the pigment itself, for calibration elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from undertone._base.arguments import check_fields
from undertone._base.values import Value
from undertone.errors import DomainError


@dataclass(frozen=True)
class StateReading(Value):
    """What is known of the pigment itself at one time, as from a section under the microscope, or simulated.

    Parameters
    ----------
    time_days : float
        Since the plan's first session. On the day of a session the reading counts as taken after it.
    quantity : str
        One of ``FadeModel.seen_names``, such as ``"dot_variance_mm2"`` or ``"in_skin[carbon_black]_mg_per_ml_mm"``.
    value, sd : float
        And its standard deviation, in the unit that the quantity's name says.
    """

    time_days: float
    quantity: str
    value: float
    sd: float

    def __post_init__(self) -> None:
        check_fields(self)
        at = f"reading of {self.quantity} at day {self.time_days:g}"
        if not 0 <= self.time_days <= 73050:
            raise DomainError("time_days", self.time_days, "0 to 73050 (200 years)", "days since the first session")
        if not abs(self.value) <= 1e9:
            raise DomainError(f"{at}: value", self.value, "-1e9 to 1e9")
        if not 1e-12 <= self.sd <= 1e9:
            raise DomainError(f"{at}: sd", self.sd, "more than 0 (1e-12), up to 1e9", "no reading is without error")
