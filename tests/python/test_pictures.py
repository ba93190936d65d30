"""Property: pictures as others hold them: turned by the camera, as fractions, out of range; and ICC texts of any
language."""

import struct
import subprocess
import sys

import numpy as np
import pytest
import undertone as u
from PIL import Image
from undertone import icc

ORIENTATION = 0x112
T = Image.Transpose
UPRIGHT = dict(
    zip(
        range(2, 9),
        (T.FLIP_LEFT_RIGHT, T.ROTATE_180, T.FLIP_TOP_BOTTOM, T.TRANSPOSE, T.ROTATE_270, T.TRANSVERSE, T.ROTATE_90),
        strict=True,
    )
)
SAMPLES = np.arange(20 * 32 * 3).reshape(20, 32, 3).astype(np.uint8)
SAMPLES[:8, :8] = (250, 10, 40)


def stored(path, orientation, mode="RGB"):
    picture = Image.fromarray(SAMPLES).convert(mode)
    if path.suffix == ".tif":
        picture.save(path, tiffinfo={ORIENTATION: orientation})
    else:
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        options = {"quality": 100, "subsampling": 0} if path.suffix == ".jpg" else {}
        picture.save(path, exif=exif, **options)
    return path


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["jpg", "tif", "png"])
def test_pictures_are_turned_upright_and_say_so(tmp_path, ending, orientation, mode):
    """Reference: EXIF 2.32, tag 274, as Pillow's exif_transpose has it."""
    path = stored(tmp_path / f"a.{ending}", orientation, mode)
    read = icc.read_picture(path)
    with Image.open(path) as picture:
        upright = np.asarray(Image.fromarray(SAMPLES).convert(mode) if ending == "tif" else picture)
    if orientation > 1:
        upright = np.asarray(Image.fromarray(upright).transpose(UPRIGHT[orientation]))
    assert read.samples.shape[:2] == upright.shape[:2]
    np.testing.assert_allclose(read.samples.reshape(upright.shape), upright, atol=2 if ending == "jpg" else 0)
    said = [d.message for d in read.diagnostics if d.code == "rotated"]
    assert len(said) == (orientation != 1)
    if said:
        assert f"orientation {orientation}" in said[0]
        assert f"{read.samples.shape[1]} x {read.samples.shape[0]} pixels" in said[0]


def test_a_little_endian_block_of_exif_is_read_too(tmp_path):
    path = stored(tmp_path / "a.jpg", 6)
    block = path.read_bytes()
    big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"
    little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
    assert big in block
    path.write_bytes(block.replace(big, little))
    assert icc.read_picture(path).samples.shape == (32, 20, 3)


@pytest.mark.parametrize("cut", range(8, 26, 3))
def test_a_broken_block_of_exif_does_no_harm(tmp_path, cut):
    path = stored(tmp_path / "a.jpg", 6)
    block = path.read_bytes()
    at = block.index(b"Exif\0\0") + 6
    broken = block[: at + cut] + bytes(26 - cut) + block[at + 26 :]
    path.write_bytes(broken)
    assert icc.read_picture(path).samples.shape in ((20, 32, 3), (32, 20, 3))


# ---- samples


def test_fractions_are_scaled_and_it_is_said():
    """scikit-image, matplotlib and colour hold pictures as floats from 0 to 1: mid-grey of sRGB is L* 53.6 (IEC 61966-2-1)."""
    for dtype in (np.float64, np.float32, np.float16):
        for bits in (8, 16):
            picture = icc.Picture(np.full((4, 4, 3), 0.5, dtype=dtype), bits, b"")
            np.testing.assert_allclose(picture.lab()[0, 0], [53.5, 0, 0], atol=0.2)
            assert [d.code for d in picture.diagnostics] == ["scaled"]
    whole = icc.Picture(np.full((4, 4, 3), 128.0), 8, b"")
    np.testing.assert_array_equal(whole.samples, np.full((4, 4, 3), 128))
    assert whole.diagnostics == ()
    assert whole.samples.dtype == np.uint16


@pytest.mark.parametrize("kind", [np.int64, np.int16, np.uint8, np.uint16])
def test_whole_numbers_of_any_kind_are_taken_as_they_are(kind):
    given = np.array([[[0, 100, 255]]], dtype=kind)
    np.testing.assert_array_equal(icc.Picture(given, 8, b"").samples, given)


@pytest.mark.parametrize(
    ("samples", "bits", "name"),
    [
        ([[[0, -1, 3]]], 8, "samples[0,0,1]"),
        ([[[0, 256, 3]]], 8, "samples[0,0,1]"),
        ([[[0, 70000, 3]]], 16, "samples[0,0,1]"),
        ([[[0, 0.5, 1.5]]], 8, "samples[0,0,1]"),
        ([[[0, -0.25, 1]]], 8, "samples[0,0,1]"),
        ([[[0, float("nan"), 1]]], 8, "samples[0,0,1]"),
        ([[[True, False, True]]], 8, "samples"),
        ([1, 2, 3], 8, "samples.shape"),
        (np.zeros((0, 4, 3)), 8, "samples.shape"),
        ([[[0, 1, 2]]], 12, "bits"),
    ],
)
def test_samples_out_of_range_are_refused(samples, bits, name):
    with pytest.raises(u.DomainError) as caught:
        icc.Picture(np.asarray(samples), bits, b"")
    assert caught.value.name == name


def test_grey_may_leave_out_its_axis():
    assert icc.Picture(np.full((3, 5), 9), 8, b"").samples.shape == (3, 5, 1)


def test_without_opencv_the_extra_is_named():
    code = """
import sys
sys.modules["cv2"] = None
import numpy as np, undertone as u
try:
    u.find_card(u.icc.Picture(np.zeros((4, 4, 3)), 8, b""))
except u.MissingLibraryError as error:
    print(error.name, isinstance(error, ImportError), error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("cv2 True find_card needs OpenCV")
    assert "pip install 'undertone[photo]'" in done.stdout


# ---- ICC texts


def with_description(text: str, tag: bytes | None = None) -> bytes:
    """sRGB whose description is this, as other systems write it (mluc, UTF-16)."""
    profile = bytearray(icc.profile_bytes())
    encoded = text.encode("utf-16-be")
    tag = tag or b"mluc\0\0\0\0" + struct.pack(">II", 1, 12) + b"daDK" + struct.pack(">II", len(encoded), 28) + encoded
    offset = len(profile)
    profile += tag + b"\0" * (-len(tag) % 4)
    for i in range(struct.unpack(">I", profile[128:132])[0]):
        at = 132 + 12 * i
        if profile[at : at + 4] == b"desc":
            profile[at + 4 : at + 12] = struct.pack(">II", offset, len(tag))
    profile[0:4] = struct.pack(">I", len(profile))
    return bytes(profile)


@pytest.mark.parametrize(
    "text", ["Skærm ved vindue", "Écran du salon", "Монитор", "显示器", "شاشة", "טלוויזיה", "画面 🎨", "plain"]
)
def test_descriptions_of_any_language_are_read_and_written(text):
    assert icc.profile_info(with_description(text)).description == text
    assert icc.profile_info(icc.named_color_profile(text, {"black": [10, 0, 0]})).description == text
    assert text in repr(icc.Picture(np.zeros((2, 2, 3)), 8, with_description(text)))


def test_half_a_surrogate_is_replaced():
    broken = "ab".encode("utf-16-be") + b"\xd8\x3c"
    tag = b"mluc\0\0\0\0" + struct.pack(">II", 1, 12) + b"enUS" + struct.pack(">II", len(broken), 28) + broken
    assert icc.profile_info(with_description("", tag)).description == "ab�"


def test_latin_1_in_an_old_profile_is_read():
    """Version 2 asks for ASCII; some wrote Latin-1."""
    text = "Écran"
    old = text.encode("latin-1") + b"\0"
    tag = b"desc\0\0\0\0" + struct.pack(">I", len(old)) + old + bytes(8 + 3 + 67)
    assert icc.profile_info(with_description("", tag)).description == text
