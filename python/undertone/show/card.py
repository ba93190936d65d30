"""The card: everything that is needed at the chair, described once, the same from every face."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from os import PathLike
from typing import Any

from undertone._base.values import Value
from undertone._shown import Html, html
from undertone.show._page import write_page


@dataclass(frozen=True)
class Card(Value):
    """Inks with lot and expiry, water, dots, sessions, stop rule, ranges, warnings and limits of one answer.

    Attributes
    ----------
    text : str
        At most 20 lines: verdict, cup, dots and stop rule first.
    html : str
        One self-contained page for A4 or Letter, legible in grey.

    json : str
        The same as ``--json`` of the command line shows under ``card``; ``data`` is that as a dict.

    Numbers to read off stand on the scale of the client's own instrument, ``data["scale"]``; ``internal`` beside them is D65, 2
    degrees, without the surface reflection.
    """

    text: str
    html: str
    json: str

    @classmethod
    def _from_forms(cls, forms: tuple[str, str, str]) -> Card:
        json, text, html = forms
        return cls(text=text, html=html, json=json)

    @property
    def data(self) -> dict[str, Any]:
        """The card as data; ``schema`` names the version."""
        data: dict[str, Any] = json.loads(self.json)
        return data

    def write(self, path: str | PathLike[str], *, overwrite: bool = False) -> None:
        """Write it in the kind that the ending names: .html, .json, .txt, or .pdf (needs ``undertone[pdf]``).

        The file appears whole or not at all, readable by its owner alone: a card names a client.

        Raises
        ------
        DomainError
            Another ending.
        DataError
            The file exists (unless ``overwrite``), or cannot be written.
        MissingLibraryError
            (an ImportError) .pdf without WeasyPrint.
        """
        write_page(path, self.html, self.json, self.text, "the card", overwrite, owner_only=True)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Card: {self.text.splitlines()[0]}>"

    def _repr_html_(self) -> Html:
        # In a frame of its own, so that its style stays its own; the frame may run nothing.
        frame = '<iframe sandbox srcdoc="{}" style="width:100%;height:60em;border:1px solid #777"></iframe>'
        return html(frame, Html(escape(self.html)))
