"""A client's record and consents as one page to print and sign: what was read, mixed, set and healed, with every lot. Legible in grey."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from undertone._shown import Html, html, joined

MODEL_ONLY = "Model only: predictions are not validated on healed scalp; ranges come from published spreads. No medical claim is made."

_STYLE = """
@page { size: %s; margin: 12mm 13mm 15mm; @bottom-left { content: string(code); font: 8pt sans-serif; }
  @bottom-right { content: "page " counter(page) " of " counter(pages); font: 8pt sans-serif; } }
* { box-sizing: border-box; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
body { font: 9.5pt/1.3 "Helvetica Neue", Arial, "Liberation Sans", "DejaVu Sans", sans-serif; color: #111; background: #fff;
  max-width: 184mm; margin: 5mm auto; }
@media print { body { margin: 0; max-width: none; } }
h1 { font-size: 16pt; margin: 0; overflow-wrap: anywhere; } h1 bdi { string-set: code content(); }
h2 { font-size: 11pt; margin: 5mm 0 1mm; border-bottom: 1px solid #111; break-after: avoid; }
p { margin: 1mm 0; } .quiet { color: #444; font-size: 8.5pt; }
table { border-collapse: collapse; width: 100%%; } thead { display: table-header-group; } tr { break-inside: avoid; }
th, td { text-align: left; padding: .7mm 2mm .7mm 0; border-bottom: 1px solid #bbb; vertical-align: top; overflow-wrap: anywhere; }
th { font-size: 8.5pt; white-space: nowrap; } td.n, th.n { text-align: right; } td.n, td.w { white-space: nowrap; } .f { width: 38mm; }
td.box { width: 9mm; } td.box span { display: inline-block; width: 5mm; height: 5mm; border: 1.5px solid #111; text-align: center;
  line-height: 4.4mm; font-weight: bold; }
.pair { display: inline-block; background: #777; padding: 1mm; line-height: 0; white-space: nowrap; }
.pair i { display: inline-block; width: 8mm; height: 5mm; }
.model { border: 1px solid #111; padding: 1.2mm 2.5mm; margin: 3mm 0; break-inside: avoid; }
.sign { display: flex; gap: 8mm; margin-top: 3mm; break-inside: avoid; } .sign div { flex: 1; }
.line { border-bottom: 1px solid #111; height: 11mm; } .part { display: inline-block; min-width: 22mm; border-bottom: 1px solid #111; }
"""

Lab = tuple[float, float, float]


@dataclass(frozen=True)
class SessionRow:
    number: int
    zone: str
    done_on: str
    mixture: str
    density_per_cm2: float
    diameter_mm: float | None
    top_mm: float | None
    bottom_mm: float | None
    ml_used: float | None
    who: str
    needle: str


@dataclass(frozen=True)
class LotRow:
    """One thing that touched the skin; ``expires`` "" where no record says."""

    session: int
    kind: Literal["ink", "diluent", "needle"]
    name: str
    lot: str
    expires: str


@dataclass(frozen=True)
class ReadingRow:
    taken_on: str
    of: str
    name: str
    instrument: str
    geometry: str
    light: str
    count: int
    spread_delta_e: float | None
    lab: Lab
    marks: str


@dataclass(frozen=True)
class HealedRow:
    """What healed of a session; without a prediction ``why`` says why there is none."""

    zone: str
    read_on: str
    read: Lab | None
    predicted: Lab | None
    swatches: tuple[tuple[int, int, int], tuple[int, int, int]] | None
    delta_e_2000: float | None
    inside_range: bool | None
    why: str


@dataclass(frozen=True)
class CardRow:
    issued_at: str
    kind: str
    zone: str
    headline: str
    line_version: str
    model_version: str


@dataclass(frozen=True)
class PhotoRow:
    kind: str
    taken_on: str
    width: int
    height: int


@dataclass(frozen=True)
class ConsentRow:
    words: str
    given_on: str
    withdrawn_on: str
    note: str

    @property
    def holds(self) -> bool:
        return bool(self.given_on) and not self.withdrawn_on


@dataclass(frozen=True)
class ClientRecord:
    """All that the page says."""

    code: str
    created_on: str
    printed_on: str
    practitioner: str
    version: str
    sessions: Sequence[SessionRow]
    lots: Sequence[LotRow]
    readings: Sequence[ReadingRow]
    healed: Sequence[HealedRow]
    cards: Sequence[CardRow]
    photos: Sequence[PhotoRow]
    consents: Sequence[ConsentRow]


def record_page(record: ClientRecord, paper: Literal["A4", "Letter"] = "A4") -> Html:
    """One self-contained page: no script, nothing from elsewhere, every stranger's word escaped."""
    body = joined(
        [
            html("<h1>Record of <bdi>{}</bdi></h1>", record.code),
            html(
                '<p class="quiet">Kept since {}. Printed on {}. Undertone {}. Free notes are not printed.</p>',
                record.created_on,
                record.printed_on,
                record.version,
            ),
            _section("Consents, each by itself", _consents(record.consents)),
            _section("Sessions by zone", _sessions(record.sessions)),
            _section("Lots of inks, diluent and needles", _lots(record.lots)),
            _section("Readings", _readings(record.readings)),
            _section("Healed, beside what was predicted", _healed(record.healed)),
            _section("Cards issued", _cards(record.cards)),
            _section("Photographs kept", _photos(record.photos)),
            html('<p class="model">{}</p>', MODEL_ONLY),
            _section("Signatures", _signatures(record)),
        ]
    )
    head = html('<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Record of {}</title>', record.code)
    return head + Html(f"<style>{_STYLE % paper.lower()}</style></head>\n<body>\n") + body + Html("\n</body></html>\n")


def _section(title: str, content: Html) -> Html:
    return html("<h2>{}</h2>\n{}\n", title, content)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], none: str) -> Html:
    """Columns whose name ends in "#" hold numbers, and stand to the right; those in "!" are not broken, those in "+" are wide."""
    cells = list(rows)
    if not cells:
        return html('<p class="quiet">{}</p>', none)
    kinds = {"#": Html(' class="n"'), "!": Html(' class="w"'), "+": Html(' class="f"')}
    right = [kinds.get(name[-1], Html("")) for name in head]
    top = joined(html("<th{}>{}</th>", at, name.rstrip("#!+")) for name, at in zip(head, right, strict=True))
    body = joined(
        html("<tr>{}</tr>\n", joined(html("<td{}>{}</td>", at, one) for one, at in zip(row, right, strict=True)))
        for row in cells
    )
    return html("<table><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table>", top, body)


def _number(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:.{decimals}f}"


def _lab(lab: Lab | None) -> str:
    return "–" if lab is None else " ".join(f"{value:.1f}".replace("-", "\N{MINUS SIGN}") for value in lab)


def _day(day: str) -> str:
    return day or "–"


def _to_write() -> Html:
    """Nothing is recorded: room to write by hand."""
    return Html('<span class="part">&nbsp;</span>')


def _consents(rows: Sequence[ConsentRow]) -> Html:
    shown = []
    for one in rows:
        days = html("given {}", one.given_on) if one.given_on else Html("not given")
        if one.withdrawn_on:
            days = days + html(", taken back {}", one.withdrawn_on)
        tick = Html("X") if one.holds else Html("&nbsp;")
        note = html('<br><span class="quiet">{}</span>', one.note) if one.note else Html("")
        shown.append(
            html(
                '<tr><td class="box"><span>{}</span></td><td>{}{}</td><td>{}</td><td>initials {}</td></tr>\n',
                tick,
                one.words,
                note,
                days,
                _to_write(),
            )
        )
    head = Html("<thead><tr><th></th><th>The client agrees to</th><th>as recorded</th><th></th></tr></thead>")
    why = "An X is what the record holds today. Each may be given or taken back without the others."
    return html('<table>{}<tbody>\n{}</tbody></table><p class="quiet">{}</p>', head, joined(shown), why)


def _sessions(rows: Sequence[SessionRow]) -> Html:
    def deep(one: SessionRow) -> str:
        return "as planned" if one.top_mm is None or one.bottom_mm is None else f"{one.top_mm:g}–{one.bottom_mm:g}"

    head = (
        "Zone!",
        "No.#",
        "Date!",
        "Mixture (diluent : ink)",
        "Dots per cm²#",
        "Width mm",
        "Depth mm",
        "ml#",
        "Needle",
        "By",
    )
    shown = [
        (
            one.zone,
            str(one.number),
            one.done_on,
            one.mixture,
            f"{one.density_per_cm2:g}",
            "as planned" if one.diameter_mm is None else f"{one.diameter_mm:g}",
            deep(one),
            _number(one.ml_used, 2),
            one.needle or "–",
            one.who or "–",
        )
        for one in rows
    ]
    return _table(head, shown, "No session yet.")


def _lots(rows: Sequence[LotRow]) -> Html:
    head = ("Session", "Kind!", "Name", "Lot", "Expires!")
    shown = [(str(one.session), one.kind, one.name, one.lot or _to_write(), one.expires or _to_write()) for one in rows]
    return _table(head, shown, "No session yet.")


def _readings(rows: Sequence[ReadingRow]) -> Html:
    head = ("Date!", "Of!", "File+", "Instrument", "Geometry, light, observer", "Readings#", "Spread ΔE#", "L* a* b*!")
    shown = [
        (
            _day(one.taken_on),
            one.of,
            html("<bdi>{}</bdi>{}", one.name, html("<br><b>{}</b>", one.marks) if one.marks else Html("")),
            one.instrument or "not named",
            f"{one.geometry or 'geometry not stated'}; {one.light}",
            str(one.count),
            _number(one.spread_delta_e, 1),
            _lab(one.lab),
        )
        for one in rows
    ]
    return _table(head, shown, "No reading yet.")


def _healed(rows: Sequence[HealedRow]) -> Html:
    head = (
        "Zone!",
        "Read on!",
        "Predicted L* a* b*",
        "Healed L* a* b*!",
        "Predicted | healed",
        "ΔE2000#",
        "Inside the range",
    )
    shown = [
        (
            one.zone,
            one.read_on,
            _lab(one.predicted) if one.predicted else one.why,
            _lab(one.read),
            _pair(one.swatches) if one.swatches else "–",
            _number(one.delta_e_2000, 1),
            "–" if one.inside_range is None else "yes" if one.inside_range else "no",
        )
        for one in rows
    ]
    return _table(head, shown, "Nothing healed has been read yet.")


def _pair(colors: Iterable[tuple[int, int, int]]) -> Html:
    cells = joined(Html('<i style="background:#{:02x}{:02x}{:02x}"></i>'.format(*color)) for color in colors)
    return html('<span class="pair">{}</span>', cells)


def _cards(rows: Sequence[CardRow]) -> Html:
    head = ("Issued!", "Card!", "Zone!", "What it says", "Line, model")
    shown = [(one.issued_at, one.kind, one.zone, one.headline, f"{one.line_version}, {one.model_version}") for one in rows]
    return _table(head, shown, "No card yet.")


def _photos(rows: Sequence[PhotoRow]) -> Html:
    head = ("Taken", "Date", "Pixels")
    return _table(head, [(one.kind, _day(one.taken_on), f"{one.width} × {one.height}") for one in rows], "None.")


def _signatures(record: ClientRecord) -> Html:
    def block(who: str, name: str) -> Html:
        return html(
            '<div><b>{}</b><div class="line">{}</div><p class="quiet">name</p><div class="line"></div><p class="quiet">date, signature</p></div>',
            who,
            name,
        )

    sentence = "Signed for what stands above as recorded, and for the consents that are marked and initialled."
    return html(
        '<p>{}</p><div class="sign">{}{}</div>', sentence, block("Client", ""), block("Practitioner", record.practitioner)
    )
