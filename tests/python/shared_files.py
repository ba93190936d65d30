"""Files that are not ours to publish lie beside the project, or where UNDERTONE_SHARED says. Tests of them are marked ``shared``."""

import os
from pathlib import Path

SHARED = Path(os.environ.get("UNDERTONE_SHARED", Path(__file__).resolve().parents[3] / "shared"))
