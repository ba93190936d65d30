"""Property: pictures made to do harm are refused before time and memory are spent on them; photographs are read as
before."""

import contextlib
import io
import resource
import struct
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
import undertone as u
from PIL import Image, ImageCms

read_picture = u.icc.read_picture


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, depth: int = 8, color: int = 0, before: bytes = b"", after: bytes = b"") -> bytes:
    row = bytes(1 + (width * {0: 1, 2: 3, 3: 1, 6: 4}[color] * depth + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    palette = chunk(b"PLTE", bytes(768)) if color == 3 else b""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + before + palette + chunk(b"IDAT", body) + after + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(side: int, passes: int) -> bytes:
    """A flat grey JPEG in as many lawful passes, up to 883: each coefficient bit by bit, some twenty bytes a pass."""
    blocks = (-(-side // 8)) ** 2
    bits = "0" + "1" * 14  # the one code: the next 32 767 blocks hold nothing
    bits *= -(-blocks // 32_767)
    nothing = int(bits + "1" * (-len(bits) % 8), 2).to_bytes(-(-len(bits) // 8), "big").replace(b"\xff", b"\xff\0")
    code_of = bytes([1] + [0] * 15)  # one code of one bit
    data = b"\xff\xd8" + segment(0xDB, b"\0" + b"\1" * 64)
    data += segment(0xC2, struct.pack(">BHHB", 8, side, side, 1) + b"\1\x11\0")
    data += segment(0xC4, b"\0" + code_of + b"\0") + segment(0xC4, b"\x10" + code_of + b"\xe0")
    data += segment(0xDA, b"\1\1\0\0\0\0") + bytes(-(-blocks // 8))
    order = [(k, high, low) for high, low in [(0, 13), *((n, n - 1) for n in range(13, 0, -1))] for k in range(1, 64)]
    for k, high, low in order[: passes - 1]:
        data += segment(0xDA, bytes([1, 1, 0, k, k, high << 4 | low])) + nothing
    return data + b"\xff\xd9"


def tiff(width: int, height: int, strip: bytes, *, tile: tuple[int, int] | None = None, compression: int = 8) -> bytes:
    """RGB of 8 bits in one strip, or in tiles that all share their bytes."""
    count = -(-width // tile[0]) * -(-height // tile[1]) if tile else 1
    entries = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 1, 8),
        (259, 3, 1, compression),
        (262, 3, 1, 2),
        (277, 3, 1, 3),
    ]
    at = 8 + len(strip)
    if tile:
        entries += [(322, 4, 1, tile[0]), (323, 4, 1, tile[1])]
    places, sizes = (324, 325) if tile else (273, 279)
    entries += [(278, 4, 1, height)] if not tile else []
    entries += [(places, 4, count, 8 if count == 1 else at), (sizes, 4, count, len(strip) if count == 1 else at + 4 * count)]
    tables = b"" if count == 1 else struct.pack("<I", 8) * count + struct.pack("<I", len(strip)) * count
    directory = (
        struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in sorted(entries)) + bytes(4)
    )
    return b"II*\0" + struct.pack("<I", at + len(tables)) + strip + tables + directory


def refusal(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "picture"
    path.write_bytes(data)
    start, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(u.DataError) as error:
        read_picture(path)
    assert time.process_time() - start < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 << 10  # kB: nothing was unpacked
    return str(error.value)


@pytest.mark.parametrize(("depth", "color"), [(8, 0), (1, 0), (1, 3)])
def test_more_pixels_than_a_camera_makes_are_refused(tmp_path: Path, depth: int, color: int) -> None:
    assert "8001 x 8001 pixels: too many" in refusal(tmp_path, png(8001, 8001, depth, color))


def test_no_photograph_is_packed_so_tightly(tmp_path: Path) -> None:
    assert "in a file of only" in refusal(tmp_path, png(7900, 7900, 8, 2))
    assert "in a file of only" in refusal(tmp_path, png(4096, 4096, 1, 0))
    assert "in a file of only" in refusal(tmp_path, tiff(7900, 7900, zlib.compress(bytes(7900 * 7900 * 3), 9)))
    stream = io.BytesIO()
    Image.new("L", (4, 4)).save(stream, "JPEG")
    data = stream.getvalue()
    at = data.index(b"\xff\xc0") + 5
    assert "in a file of only" in refusal(tmp_path, data[:at] + struct.pack(">HH", 7900, 7900) + data[at + 4 :])


@pytest.mark.parametrize(("side", "passes"), [(64, 101), (64, 883), (4000, 90), (4000, 883), (7900, 30)])
def test_a_jpeg_of_many_passes_is_refused(tmp_path: Path, side: int, passes: int) -> None:
    packed = bytes(200_000)  # so that it is not refused for being small
    assert "more passes than any photograph" in refusal(tmp_path, jpeg(side, passes) + packed)


@pytest.mark.parametrize(("side", "passes"), [(64, 100), (1000, 100), (4000, 20)])
def test_a_jpeg_of_some_passes_is_read(tmp_path: Path, side: int, passes: int) -> None:
    (tmp_path / "p.jpg").write_bytes(jpeg(side, passes))
    assert set(read_picture(tmp_path / "p.jpg").samples.ravel().tolist()) == {128}


def test_tiles_far_beyond_the_picture_are_refused(tmp_path: Path) -> None:
    strip = zlib.compress(bytes(4000 * 4000 * 3), 9)
    assert "too many" in refusal(tmp_path, tiff(1_000_000, 1, strip, tile=(4000, 4000)))
    assert refusal(tmp_path, tiff(16, 16, strip, tile=(4_294_967_280, 16)))


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"tEXt", b"sPLT", b"abCd", b"eXIf"])
def test_what_a_png_holds_beside_its_pixels_is_not_unpacked(tmp_path: Path, kind: bytes) -> None:
    packed = zlib.compress(bytes(32 << 20), 9)
    body = {b"zTXt": b"k\0\0" + packed, b"iTXt": b"k\0\1\0\0\0" + packed}.get(kind, b"k\0\x08" + bytes(60_000))
    path = tmp_path / "picture.png"
    for place in ("before", "after"):
        path.write_bytes(png(8, 8, **{place: chunk(kind, body) * 60}))
        start, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with contextlib.suppress(u.DataError):  # libpng may call such a file broken
            assert read_picture(path).samples.shape == (8, 8, 1)
        assert time.process_time() - start < 2
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 << 10


def test_a_profile_that_unpacks_without_end_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    body = b"k\0\0" + zlib.compress(bytes(64 << 20), 9)
    path.write_bytes(png(8, 8, before=chunk(b"iCCP", body)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert read_picture(path).profile == b""
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 << 10


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK", "P", "I;16"])
@pytest.mark.parametrize("ending", ["png", "jpg", "tif"])
def test_ordinary_pictures_keep_every_sample(tmp_path: Path, mode: str, ending: str) -> None:
    rng = np.random.default_rng(3)
    if mode == "I;16":
        image = Image.fromarray(rng.integers(0, 65536, (23, 31), dtype=np.uint16))
    else:
        image = Image.fromarray(rng.integers(0, 256, (23, 31, 3), dtype=np.uint8)).convert(mode)
    path = tmp_path / f"picture.{ending}"
    try:
        image.save(path)
    except (OSError, ValueError):
        pytest.skip("the format does not hold this kind")
    if (mode, ending) == ("P", "tif"):
        return  # a palette in TIFF is not read
    expected = np.asarray(Image.open(path).convert("RGB") if mode == "P" else Image.open(path))
    expected = expected[..., np.newaxis] if expected.ndim == 2 else expected
    off = np.abs(read_picture(path).samples.astype(int) - expected.astype(int))
    off = np.minimum(off, 255 - off) if (mode, ending) == ("CMYK", "jpg") else off  # Adobe stores paper
    assert off.max() <= (1 if ending == "jpg" else 0)


def test_a_progressive_photograph_and_an_interlaced_one_are_read(tmp_path: Path) -> None:
    image = Image.effect_noise((600, 400), 60).convert("RGB")
    image.save(tmp_path / "p.jpg", progressive=True, quality=90)
    assert read_picture(tmp_path / "p.jpg").samples.shape == (400, 600, 3)
    for depth, color in ((8, 2), (16, 2), (8, 0), (16, 6)):
        channels = {0: 1, 2: 3, 6: 4}[color]
        # Adam7 of one repeated value: seven passes, each of its own rows
        passes = [(8, 8, 0, 0), (8, 8, 4, 0), (4, 8, 0, 4), (4, 4, 2, 0), (2, 4, 0, 2), (2, 2, 1, 0), (1, 2, 0, 1)]
        raw = b""
        for dx, dy, x0, y0 in passes:
            columns, rows = -(-(13 - x0) // dx), -(-(9 - y0) // dy)
            raw += (b"\0" + b"\x12\x34\x56\x78"[: depth // 8] * channels * columns) * rows
        header = chunk(b"IHDR", struct.pack(">IIBBBBB", 13, 9, depth, color, 0, 0, 1))
        data = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
        (tmp_path / "i.png").write_bytes(data)
        read = read_picture(tmp_path / "i.png")
        assert read.samples.shape == (9, 13, min(channels, 3))
        assert set(read.samples.ravel().tolist()) == {0x12 if depth == 8 else 0x1234}


def test_a_photograph_with_a_profile_is_read_from_memory(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for ending in ("png", "jpg", "tif"):
        Image.new("RGB", (5, 4), (10, 20, 30)).save(tmp_path / f"p.{ending}", icc_profile=srgb)
        assert read_picture(tmp_path / f"p.{ending}").profile == srgb
