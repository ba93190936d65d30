"""Readings from bytes: parsed by the engine's own readers through a private folder, checked, and shown.

No path and no name from the browser is ever opened: files have names of our own, and the browser's is a label.
"""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import undertone
from undertone._shown import shown_line
from undertone.readings._photo_reading import photo_residual, photo_uncertainty
from undertone.studio import models_work as said
from undertone.studio.problems import Refusal
from undertone.studio.work.cache import Cache
from undertone.studio.work.colors import diagnostics, swatch
from undertone.studio.work.records import KeptReading, Records

CONDITIONS = ("geometry", "illuminant", "observer")
_STORED = {
    "id",
    "role",
    "name",
    "sha256",
    "bytes",
    "client_id",
    "taken_on",
    "zone",
    "said",
}  # what the records keep by themselves
_ENDINGS = {".csv", ".txt", ".tsv", ".cgats", ".ti3", ".cxf", ".xml", ".json", ".qtx", ".mif", ".xtf", ".mtf"}
_FORMATS = ((b"CGATS", "CGATS"), (b"CTI3", "CGATS"), (b"<", "CxF"), (b"{", "JSON"), (b"[", "QTX"))


@dataclass(frozen=True)
class ParsedReading:
    """What the bytes hold. ``settled`` are the measurements with what the user said filled in where the file is silent."""

    measurements: tuple[undertone.Measurement, ...]
    settled: tuple[undertone.Measurement, ...]
    check: undertone.CheckReport
    mean: undertone.Measurement
    left_out: tuple[undertone.Diagnostic, ...]
    format: str


_PARSED: Cache[ParsedReading] = Cache(64)


def label_of(name: str) -> str:
    """A name from the browser as a label: its last part, on one line, without what steers a terminal."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return shown_line(last)[:200] or "reading"


def said_of(given: Mapping[str, str]) -> said.Said:
    """What was said, checked against the names that there are."""
    found = said.Said(**{name: given.get(name, "") for name in ("instrument", *CONDITIONS)})
    conditions_of(found)
    return found


def conditions_of(given: said.Said) -> dict[str, str]:
    """Geometry, illuminant and observer that were said: by name, or by the instrument."""
    preset = undertone.instrument_preset(given.instrument) if given.instrument else None
    found = {name: getattr(given, name) or (getattr(preset, name) if preset else "") for name in CONDITIONS}
    if found["geometry"]:
        undertone.ReadingScale(found["geometry"], found["illuminant"] or "D65", found["observer"] or "1931_2deg")
    elif found["illuminant"] or found["observer"]:
        undertone.ReadingScale("8/d SCE", found["illuminant"] or "D65", found["observer"] or "1931_2deg")
    return found


def parse(source: bytes, name: str, given: said.Said) -> ParsedReading:
    """The bytes, read and checked.

    Raises
    ------
    undertone.DataError
        Naming the label, line and column.
    """
    key = (hashlib.sha256(source).digest(), name, given.model_dump_json())
    return _PARSED.get(key, lambda: _parse(source, name, given))


def _parse(source: bytes, name: str, given: said.Said) -> ParsedReading:
    conditions = conditions_of(given)
    if not source:
        raise Refusal("bad_input", "the file is empty", where=label_of(name), do="export the reading again", field="file")
    with tempfile.TemporaryDirectory(prefix="undertone_") as folder:
        ending = Path(label_of(name)).suffix.lower()
        path = Path(folder) / ("reading" + (ending if ending in _ENDINGS else ".csv"))
        path.write_bytes(source)
        with named_files({path: name}):
            found = undertone.read_measurements(path)
    if not found:
        raise Refusal("bad_input", "there is no reading in it", where=label_of(name), do="export spectra or L*, a*, b*")
    settled = tuple(_settled(one, conditions) for one in found)
    readings, left_out = undertone.readings_of_one_geometry(settled, conditions["geometry"])
    mean = undertone.average_readings(readings).mean
    return ParsedReading(tuple(found), settled, undertone.check(readings), mean, left_out, _format(source, found))


def _settled(one: undertone.Measurement, conditions: Mapping[str, str]) -> undertone.Measurement:
    """What the file does not say of how it was read is as the user said."""
    said_instead = {part: value for part, value in conditions.items() if value and is_open(one, part)}
    return replace(
        one,
        geometry=said_instead.get("geometry", one.geometry),
        illuminant=said_instead.get("illuminant", one.illuminant),
        observer=said_instead.get("observer", one.observer),
        assumed={part: how for part, how in one.assumed.items() if part not in said_instead},
    )


def is_open(one: undertone.Measurement, part: str) -> bool:
    """Whether the file leaves this open."""
    return not getattr(one, part) or part in one.assumed


@contextmanager
def named_files(names: Mapping[Path, str]) -> Iterator[None]:
    """Errors name files as the user knows them, not where they lie for the moment."""

    def renamed(text: str) -> str:
        for path, name in names.items():
            text = text.replace(str(path), label_of(name))
        return text

    try:
        yield
    except undertone.DataError as error:
        problem, why, do = (renamed(text) for text in (error.problem, error.why, error.what_to_do))
        raise undertone.DataError(
            renamed(error.file), error.line, error.column, problem, why, do, error.source_line
        ) from None
    except undertone.UnsupportedError as error:
        raise undertone.UnsupportedError(renamed(str(error))) from None


def _format(source: bytes, found: Sequence[undertone.Measurement]) -> str:
    start = source.lstrip(b"\xef\xbb\xbf \r\n\t")[:16]
    kind = next((word for first, word in _FORMATS if start.startswith(first)), "table")
    what = "L*, a*, b*" if all(one.lab_only for one in found) else "spectra"
    return f"{kind}, {what}"


def reading_answer(kept: KeptReading) -> said.Reading:
    """A kept reading, as shown."""
    given = said.Said(**kept.said)
    parsed = parse(kept.source, kept.name, given)
    mean = parsed.mean
    one_geometry, all_of_it = parsed.check.measurements, parsed.settled
    shown = [one for one in all_of_it if one.geometry == mean.geometry and one.lab_only == mean.lab_only]
    rows = [_row(one, check) for one, check in zip(shown, one_geometry, strict=False)]
    photo = photo_badge(parsed)
    findings = (
        *photo_findings(photo),
        *parsed.left_out,
        *(
            one
            for one in (*mean.diagnostics, *parsed.check.findings)
            if kept.role != "healed" or one.code != "viewing_assumed"
        ),
        *_open_conditions(mean, kept.role),
    )
    return said.Reading(
        id=kept.id,
        role=kept.role,  # type: ignore[arg-type]
        name=label_of(kept.name),
        format=parsed.format if photo is None else "photograph, L*, a*, b*",
        sha256=hashlib.sha256(kept.source).hexdigest(),
        bytes=len(kept.source),
        synthetic=is_synthetic(parsed),
        photo=photo,
        said=given,
        geometry=mean.geometry,
        illuminant="" if kept.role == "healed" and "illuminant" in mean.assumed else mean.illuminant,
        observer="" if kept.role == "healed" and "observer" in mean.assumed else mean.observer,
        verdict=parsed.check.verdict,  # type: ignore[arg-type]
        spread_delta_e=parsed.check.spread_delta_e,
        rows=rows,
        mean=swatch("mean", lab_of(mean)),
        findings=diagnostics(findings),
        client_id=kept.client_id,
        taken_on=kept.taken_on,
        zone=kept.zone,  # type: ignore[arg-type]
    )


def is_synthetic(parsed: ParsedReading) -> bool:
    """True where the file says that its numbers are computed."""
    return any("synthetic" in value.lower() for one in parsed.measurements for value in (one.name, *one.metadata.values()))


def photo_badge(parsed: ParsedReading) -> said.PhotoBadge | None:
    """How far a photograph's colour can be trusted; None for what an instrument read."""
    uncertainty = photo_uncertainty(parsed.measurements)
    if uncertainty is None:
        return None
    residual = photo_residual(parsed.measurements)
    return said.PhotoBadge(uncertainty_delta_e=uncertainty, residual_delta_e=uncertainty if residual is None else residual)


def by_instrument(kept: KeptReading) -> KeptReading:
    """The reading itself; refused where a photograph gave it, for what takes no account of how far that can be trusted."""
    if photo_badge(parsed_of(kept)) is not None:
        what = "a photograph's colour is not sure enough for this"
        why = "films and batches are told apart by less than a card in a picture can vouch for"
        raise Refusal("bad_input", what, where=label_of(kept.name), why=why, do="read it with an instrument")
    return kept


def photo_findings(badge: said.PhotoBadge | None) -> tuple[undertone.Diagnostic, ...]:
    """What is to be heeded of a photograph's colour."""
    if badge is None:
        return ()
    message = (
        f"Read from a photograph by a colour card: right to within {badge.uncertainty_delta_e:.1f} delta E (one standard deviation), "
        "which widens every range. It is taken to hold no shine of the skin."
    )
    return (undertone.Diagnostic("warning", "photo", message),)


def _open_conditions(mean: undertone.Measurement, role: str) -> tuple[undertone.Diagnostic, ...]:
    if role == "healed":  # what it leaves open is as for the client's own readings
        if mean.geometry and "illuminant" not in mean.assumed:
            return ()
        message = "Not all of how it was read is said: what is open is taken as for the client's skin, which is the scale that the card names."
        return (undertone.Diagnostic("info", "clients_scale", message),)
    if mean.geometry:
        return ()
    message = (
        "Neither the file nor you say how it was read (8/d SCI, 8/d SCE or 45/0): SCI reads 2 to 4 units of L* lighter. "
        "Choose the instrument."
    )
    return (undertone.Diagnostic("warning", "geometry_open", message),)


def lab_of(one: undertone.Measurement) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Lab as read: the file's own where it is alone, else of the spectrum under the light that was said, or D65."""
    if one.lab_only:
        assert one.lab is not None
        return one.lab
    return one.on_grid().values.lab(one.illuminant or "D65", one.observer or "1931_2deg")


def _row(one: undertone.Measurement, check: undertone.MeasurementCheck) -> said.ReadingRow:
    spectral = not one.lab_only
    return said.ReadingRow(
        name=shown_line(one.name),
        swatch=swatch(shown_line(one.name), lab_of(one)),
        first_nm=check.first_nm if spectral else None,
        last_nm=check.last_nm if spectral else None,
        step_nm=check.step_nm if spectral else None,
        reflectance=[float(value) for value in one.on_grid().values] if spectral else None,
        findings=diagnostics((*one.diagnostics, *check.findings)),
    )


def typed_source(rows: Sequence[said.TypedRow]) -> bytes:
    """Typed Lab as the table that the readers read."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["name", "L*", "a*", "b*"])
    for number, row in enumerate(rows, start=1):
        name = " ".join(shown_line(row.name).replace('"', "'").split()).lstrip("=+-@#'")
        table.writerow([name or f"reading_{number}", f"{row.l:.10g}", f"{row.a:.10g}", f"{row.b:.10g}"])
    return text.getvalue().encode()


def keep(records: Records, role: str, name: str, source: bytes, given: said.Said) -> said.Reading:
    """Keep a reading that can be parsed; one that cannot is refused and not kept."""
    shown = reading_answer(KeptReading("", role, name, source, given.model_dump()))
    reading_id = records.add_reading(role, name, source, given.model_dump(), shown.model_dump(mode="json", exclude=_STORED))
    return shown.model_copy(update={"id": reading_id})


def change(records: Records, reading_id: str, asked: said.ReadingChange) -> said.Reading:
    """Say something else of a reading, which is then read again from the kept bytes."""
    kept = records.reading(reading_id)
    given = asked.said or said.Said(**kept.said)
    changed = replace(kept, role=asked.role or kept.role, said=given.model_dump())
    shown = reading_answer(changed)
    records.change_reading(reading_id, changed.role, changed.said, shown.model_dump(mode="json", exclude=_STORED))
    return shown


def parsed_of(kept: KeptReading) -> ParsedReading:
    return parse(kept.source, kept.name, said.Said(**kept.said))


def pair_findings(skin: KeptReading, fringe: KeptReading) -> list[said.Diagnostic]:
    """Whether skin and fringe may be compared, and whether they look exchanged."""
    return diagnostics(undertone.check_pair(parsed_of(skin).mean, parsed_of(fringe).mean))


def presets() -> list[said.InstrumentPreset]:
    """Instruments to choose from; that none is known is what no choice says."""
    found = [one for one in undertone.instrument_presets() if one.id != "unknown"]
    parts = ("id", "name", "geometry", "illuminant", "observer")
    return [said.InstrumentPreset(**{part: getattr(one, part) for part in parts}) for one in found]


def sample_kit() -> Path:
    """The sample kit's folder: in the package, or in a checkout.

    Raises
    ------
    Refusal
        Where it is in neither.
    """
    package = Path(undertone.__file__).parent
    beside = [package / "sample_kit", Path(__file__).resolve().parents[4] / "data" / "sample_kit"]
    found = next((folder for folder in beside if folder.is_dir()), None)
    if found is None:
        do = "read a file of your own, or install the package again"
        raise Refusal("not_found", "the sample kit is not in this installation", where="sample kit", do=do)
    return found


def sample_people() -> list[str]:
    """Names of the kit's persons, the plainest case first."""
    try:
        folders = [
            one.name for one in sample_kit().iterdir() if (one / "skin.csv").is_file() and (one / "fringe.csv").is_file()
        ]
    except Refusal:
        return []
    return sorted(folders, key=lambda name: (name != "medium", name))


def sample_pair(records: Records, person: str) -> said.SamplePair:
    """One person of the kit, kept as if the files had been dropped."""
    people = sample_people()
    if person not in people:
        what = f"the sample kit has no person {shown_line(person)!r}"
        raise Refusal("not_found", what, where="person", do="choose " + ", ".join(people), field="person")
    folder = sample_kit() / person  # a name of our own list
    made = {
        role: keep(records, role, f"{person} {role}.csv", (folder / f"{role}.csv").read_bytes(), said.Said())
        for role in ("skin", "fringe")
    }
    return said.SamplePair(**made)
