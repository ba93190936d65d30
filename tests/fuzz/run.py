"""Run all fuzzers at once, each for UNDERTONE_FUZZ_SECONDS (60): ``run.py FOLDER_OF_PROGRAMS WORK_FOLDER``.

Seeds are the malformed samples of the tests, what our writers make of the sample kit, the lines that ship, and records and profiles
made here. A finding is kept in the work folder, to become a test.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image, ImageCms

ROOT = Path(__file__).resolve().parents[2]
RECORDS = {
    "plan": """water_parts = 15
session_shares = [0.3, 0.3, 0.4]
session_interval_days = 14
ink = { soft_black = 2, ash = 1 }
[habits]
latitude_deg = -34
spf_applied = 8
[[touch_up]]
years = 3
[[touch_up]]
years = 6.5
share = 0.4
""",
    "table": """# unit: hours
ink,exposure,l,a,b
red,0,40,30,10
red,100,42.5,28,-1e1
""",
    "sessions": """[[sessions]]
date = 2026-05-01
parts = { soft_black = 3, mid_brown = 1 }
water_parts = 20
density_per_cm2 = 75
[[sessions]]
date = 2026-05-12
parts = { soft_black = 3 }
water_parts = 20.5
density_per_cm2 = 60
diameter_mm = 0.12
top_mm = 0.3
bottom_mm = 0.8
healed = "healed_1.csv"
healed_on = 2026-06-20
""",
    # What is signed of a pack, in its one spelling; the fuzzer signs it.
    "pack": json.dumps(
        {
            "documents": [{"about": ["A1"], "base64": "AAEC", "kind": "certificate", "name": "documents/a1.pdf"}],
            "line": 'id = "x"\nname = "X"\nmaker = "M"\nversion = "1"\n[[inks]]\nid = "a"\nname = "A"\n'
            'components = [{ colorant = "carbon_black", mg_per_ml = 150 }]\nlots = [{ lot = "A1", expires = "2027-03-31" }]\n',
            "made_on": "2026-12-01",
            "version": "1",
        },
        separators=(",", ":"),
    ),
    "pack_file": f"undertone ink pack 1\nkey: {64 * '1'}\nsignature: {128 * '1'}\n{{}}\n",
    "laboratory": """substance,cas,value,unit,laboratory,date
lead,7439-92-1,0.9,mg/kg,Lab A,2026-01-10
nickel,7440-02-0,<0.5,mg/kg,Lab A,2026-01-10
""",
    "recall": """{"card":{"schema":"undertone.card/1","kind":"match","client":"anna","date":"2026-12-01",
"doses":[{"ink":"black","lot":"A17"},{"ink":"","lot":null}]},"done":[{"parts":{"black":1},"lots":{"black":"a17"}}]}
""",
}
# Files of the project that are seeds as they stand.
FILES = {"evidence": "data/sample_line/evidence.toml", "limits": "data/limits/*.csv"}
ENDINGS = {"csv": (".csv",), "cgats": (".cgats", ".txt"), "cxf": (".cxf", ".xml")}


def seeds(reader: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in ROOT.glob(FILES[reader]) if reader in FILES else ():
        shutil.copy(path, folder)
    if reader in ("line", "evidence", "limits", *RECORDS):
        for path in (ROOT / "data" / "lines").glob("*.toml") if reader == "line" else ():
            shutil.copy(path, folder)
        if reader in RECORDS:
            (folder / f"{reader}.toml").write_text(RECORDS[reader])
        if reader == "recall":
            (folder / "sessions.toml").write_text(RECORDS["sessions"])
        return
    if reader == "icc":
        for name in ("sRGB", "LAB", "XYZ"):
            profile = ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()
            (folder / f"{name}.icc").write_bytes(profile)
        return
    if reader == "picture":
        srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        for mode in ("RGB", "L", "CMYK", "I;16", "P", "RGBA"):
            profile = srgb if mode in ("RGB", "RGBA") else None
            image = Image.effect_noise((40, 30), 90).convert(mode) if mode != "I;16" else Image.new(mode, (9, 7))
            for ending in ("png", "jpg", "tif"):
                with contextlib.suppress(OSError, ValueError):  # not every format holds every mode
                    image.save(folder / f"{mode.replace(';', '')}.{ending}", icc_profile=profile)
        return
    wanted = ENDINGS.get(reader, (f".{reader}",))
    places = [*(ROOT / "tests" / "malformed").iterdir(), *(ROOT / "data" / "sample_kit").rglob("*.csv")]
    for path in places:
        if path.suffix in wanted and path.stat().st_size < 20_000:
            shutil.copy(path, folder / f"{path.parent.name}_{path.name}")


def main(programs: Path, work: Path) -> int:
    seconds = int(os.environ.get("UNDERTONE_FUZZ_SECONDS", "60"))
    running = {}
    for program in sorted(programs.glob("fuzz_*")):
        if not os.access(program, os.X_OK) or program.is_dir():
            continue
        reader = program.name.removeprefix("fuzz_")
        corpus = work / reader / "corpus"
        seeds(reader, corpus)
        command = [
            str(program),
            str(corpus),
            f"-max_total_time={seconds}",
            "-timeout=10",
            "-rss_limit_mb=2048",
            "-max_len=20000",
        ]
        command += [f"-artifact_prefix={work / reader}/", "-print_final_stats=1"]
        log = (work / reader / "log.txt").open("w")
        running[reader] = (subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT), log)
    if not running:
        print("no fuzzers were built")
        return 1
    failed = 0
    for reader, (process, log) in running.items():
        code = process.wait()
        log.close()
        text = (work / reader / "log.txt").read_text(errors="replace")
        runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", text)
        coverage = re.findall(r"cov: (\d+)", text)
        print(
            f"{reader:10} {'ok' if code == 0 else 'FAILED'}  {runs[1] if runs else '?':>9} runs, {coverage[-1] if coverage else '?'} edges"
        )
        if code != 0:
            failed += 1
            print("\n".join(text.splitlines()[-40:]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
