"""Makes a wheel that other machines can run: the libraries that it needs go into it, under names of their own, each with its licence.

python python/repair_wheel.py WHEEL FOLDER PACKAGE...; on Debian, with auditwheel and patchelf. The packages are those whose headers were
compiled in; what was linked is found in the wheel.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from auditwheel.wheeltools import InWheelCtx

STAND_IN = "libjbig.so.0"


def make_stand_in(folder: Path) -> dict[str, str]:
    """Build what the wheel holds in place of JBIG-KIT; gives the environment in which auditwheel finds it first."""
    folder.mkdir(parents=True, exist_ok=True)
    source = Path(__file__).parent / "bindings" / "jbig_stand_in.c"
    flags = ["-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", f"-Wl,-soname,{STAND_IN}"]
    subprocess.run(["cc", *flags, "-o", str(folder / STAND_IN), str(source)], check=True)
    return {**os.environ, "LD_LIBRARY_PATH": str(folder)}


def package_of(library: str) -> str:
    """The Debian package of a library that auditwheel named anew: ``liblzma5`` of ``liblzma-aaead752.so.5.4.1``."""
    file = re.sub(r"-[0-9a-f]{8}(?=\.so)", "", library)
    found = subprocess.run(["dpkg-query", "--search", f"*/{file}"], capture_output=True, text=True, check=True).stdout
    return found.split(":")[0]


def add_licences(plain: Path, wheel: Path, compiled_in: list[str]) -> list[str]:
    """Put the copyright file of each package that is linked or compiled in into ``dist-info/licenses``."""
    with InWheelCtx(plain, wheel) as inside:
        linked = [one.name for one in Path(inside.path).glob("*.libs/*") if not one.name.startswith("libjbig")]
        packages = sorted({*map(package_of, linked), *compiled_in})
        (licences,) = Path(inside.path).glob("*.dist-info/licenses")
        for package in packages:
            text = Path("/usr/share/doc") / package / "copyright"
            (licences / f"{package}.txt").write_bytes(text.read_bytes())
    return packages


def main(plain: Path, folder: Path, compiled_in: list[str]) -> None:
    without_licences = folder / "without_licences"
    command = [sys.executable, "-m", "auditwheel", "repair", "-w", str(without_licences), str(plain)]
    subprocess.run(command, check=True, env=make_stand_in(folder / "stand_in"))
    (repaired,) = without_licences.glob("*.whl")
    packages = add_licences(repaired, folder / repaired.name, compiled_in)
    repaired.unlink()
    without_licences.rmdir()
    shutil.rmtree(folder / "stand_in")
    size = (folder / repaired.name).stat().st_size
    print(f"{folder / repaired.name}: {size / 1e6:.1f} MB, with {', '.join(packages)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
