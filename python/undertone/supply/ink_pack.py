"""Ink packs: a line with its evidence and documents in one signed file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from os import PathLike, fspath

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.values import Value
from undertone.errors import DomainError
from undertone.inks.line import Line


@dataclass(frozen=True)
class PackDocument(Value):
    """A file that comes with a line.

    ``kind`` is "evidence", "reading", "safety_sheet", "certificate" or "document"; ``about`` are inks of a safety sheet and lots of a
    certificate; ``name`` is where it lies when unpacked.
    """

    kind: str
    about: tuple[str, ...]
    name: str
    content: bytes

    def __repr__(self) -> str:
        return f"<PackDocument {self.kind} {self.name!r}: {len(self.content)} bytes>"


@dataclass(frozen=True)
class InkPack(Value):
    """What a pack holds, and the fingerprint of the key that signed it; ``text`` and ``json`` are as ``undertone line unpack`` prints them."""

    version: str
    made_on: str
    signed_by: str
    line: Line
    documents: tuple[PackDocument, ...]
    text: str
    json: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<InkPack {self.line.id!r} {self.version}: signed by {self.signed_by}, {len(self.documents)} documents>"


@checked
def read_ink_pack(path: str | PathLike[str], *, signed_by: str = "", unpack_to: str | PathLike[str] = "") -> InkPack:
    """What a pack holds, after its signature was checked.

    Parameters
    ----------
    path : path
    signed_by : str, optional
        Fingerprint of the key that it must be signed with, as the maker tells it by another way than the pack came.
    unpack_to : path, optional
        Write its files into this folder, which is not there yet or empty.

    Raises
    ------
    DataError
        Where a byte was changed since it was signed, another key signed it, or it is no pack; and where the folder is not empty.
    DomainError
        Where ``signed_by`` is no fingerprint.
    """
    core = _core.load_ink_pack(fspath(path), signed_by)
    if fspath(unpack_to):
        core.unpack(fspath(unpack_to))
    today = date.today().isoformat()
    return InkPack(
        version=core.pack.version,
        made_on=core.pack.made_on,
        signed_by=core.signed_by,
        line=Line._of(core.line),
        documents=tuple(PackDocument(one.kind, tuple(one.about), one.name, one.content) for one in core.pack.documents),
        text=core.text(today),
        json=core.json(today),
    )


@checked
def write_ink_pack(
    path: str | PathLike[str],
    folder: str | PathLike[str],
    key: str | PathLike[str],
    *,
    version: str = "",
    safety_sheets: Mapping[str, str | PathLike[str]] | None = None,
    certificates: Mapping[str, str | PathLike[str]] | None = None,
    documents: Sequence[str | PathLike[str]] = (),
    overwrite: bool = False,
    made_on: str | None = None,
) -> InkPack:
    """A line, its evidence and documents as one signed file; what was written is read back.

    Parameters
    ----------
    path : path
        The pack, ending in .inkpack.
    folder : path
        With line.toml, and evidence.toml where there is one; or a line's .toml file.
    key : path
        The private key, of ``make_signing_key``.
    version : str, optional
        Of the pack; that of the line where not given.
    safety_sheets, certificates : mapping of str to path, optional
        A file for an ink's id, and for a lot.
    documents : sequence of path
        Other files to go with it.
    made_on : str, optional
        This computer's date where not given.

    Raises
    ------
    DataError
        A file that cannot be read, a pack that exists (unless ``overwrite``).
    DomainError
        A lot that two inks have, a safety sheet of no ink, a certificate of no lot.
    """
    file = fspath(path)
    if not file.endswith(".inkpack"):
        raise DomainError("path", repr(file), "a file that ends in .inkpack")
    made = _core.pack_line(
        fspath(folder),
        fspath(key),
        version,
        date.today().isoformat() if made_on is None else made_on,
        {ink: [fspath(one)] for ink, one in (safety_sheets or {}).items()},
        {lot: [fspath(one)] for lot, one in (certificates or {}).items()},
        [fspath(one) for one in documents],
    )
    _core.write_output_file(file, made.encode("ascii"), "the ink pack", overwrite, owner_only=False)
    return read_ink_pack(path)


@checked
def make_signing_key(path: str | PathLike[str]) -> str:
    """Makes a private key, in a file that its owner alone can read, and gives its fingerprint. Keep a copy, and keep it secret.

    Raises
    ------
    DataError
        Where the file exists: a key is never replaced.
    """
    _core.write_output_file(
        fspath(path), _core.make_signing_key().encode("ascii"), "the signing key", False, owner_only=True
    )
    return signing_key_fingerprint(path)


@checked
def signing_key_fingerprint(path: str | PathLike[str]) -> str:
    """Of a private key's file: 32 hexadecimal digits in groups of four, to tell to those who use its packs. Raises DataError."""
    return _core.key_fingerprint(fspath(path))
