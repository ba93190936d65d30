import numpy as np
import numpy.typing as npt

__version__: str

def wavelengths_nm() -> npt.NDArray[np.float64]:
    """The engine's grid: 380-780 nm every 5 nm, shape (81,)."""
