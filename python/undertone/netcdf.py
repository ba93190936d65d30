"""NetCDF files of what ``to_xarray`` gives, through the one writer."""

from __future__ import annotations

from os import PathLike, fspath
from typing import TYPE_CHECKING

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.optional import need
from undertone.errors import ArgumentTypeError

if TYPE_CHECKING:
    import xarray


@checked
def write_netcdf(path: str | PathLike[str], data: xarray.Dataset, *, overwrite: bool = False) -> None:
    """Write a Dataset (``FadeReport.to_xarray()``) as NetCDF 3; ``xarray.load_dataset`` reads it back.

    The file appears whole or not at all. Needs ``undertone[frames]``.

    Raises
    ------
    DataError
        The file exists (unless ``overwrite``), or cannot be written.
    MissingLibraryError
        (an ImportError) Without SciPy, whose writer xarray uses.
    """
    need("scipy", "write_netcdf")
    if not isinstance(data, need("xarray", "write_netcdf").Dataset):
        raise ArgumentTypeError("data", "an xarray Dataset", type(data).__name__, "to_xarray() of a result gives one")
    made = bytes(data.to_netcdf(engine="scipy"))
    _core.write_output_file(fspath(path), made, "the data", overwrite, owner_only=False)
