"""Reference, property: device colour: against Little CMS's own tools, against Pillow, and there and back."""

import re
import shutil
import subprocess

import numpy as np
import pytest
import undertone as u
from PIL import Image, ImageCms
from undertone import _core, icc

P3 = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
PROPHOTO = ((0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001))
ADOBE = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
D65, D50 = (0.3127, 0.3290), (0.3457, 0.3585)
PROFILES = {
    "sRGB": lambda: icc.profile_bytes(),
    "display P3, gamma 2.2": lambda: _core.matrix_profile("P3", P3, D65, 2.2),
    "wide, gamma 1.8": lambda: _core.matrix_profile("wide", PROPHOTO, D50, 1.8),
    "Adobe-like, gamma 2.2": lambda: _core.matrix_profile("Adobe-like", ADOBE, D65, 2.19921875),
}


def transicc(arguments, lines):
    if shutil.which("transicc") is None:
        pytest.skip("transicc is not installed (Debian: liblcms2-utils)")
    done = subprocess.run(
        ["transicc", *map(str, arguments)], input="\n".join(lines) + "\nq\n", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [[float(v) for v in re.findall(r"[-+]?\d+\.\d+", line)] for line in done.stdout.splitlines() if "L*" in line]


@pytest.mark.parametrize("intent", ["relative_colorimetric", "absolute_colorimetric"])
@pytest.mark.parametrize("name", PROFILES)
def test_transicc_gives_the_same_lab(name, intent, tmp_path):
    """Reference: 1000 random device values, within 0.01 Lab."""
    path = tmp_path / "profile.icc"
    path.write_bytes(PROFILES[name]())
    device = np.random.default_rng(6).integers(0, 256, (1000, 3))
    flags = [f"-i{path}", "-o*Lab", f"-t{1 if intent == 'relative_colorimetric' else 3}"]
    theirs = transicc(flags, ["\n".join(map(str, row)) for row in device])
    ours = icc.lab_from_device(device / 255, path, intent=intent)
    assert len(theirs) == 1000
    np.testing.assert_allclose(ours, theirs, atol=0.01)


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("name", PROFILES)
def test_pixels_survive_lab_and_the_file(name, bits, tmp_path):
    profile = PROFILES[name]()
    top = 2**bits - 1
    samples = np.random.default_rng(1).integers(0, top + 1, (7, 11, 3)).astype(np.uint16)
    picture = icc.Picture(samples, bits, profile)
    icc.write_picture(tmp_path / "a.png", picture)
    read = icc.read_picture(tmp_path / "a.png")
    assert (read.bits, read.profile) == (bits, profile)
    np.testing.assert_array_equal(read.samples, samples)
    again = icc.picture_from_lab(read.lab(), profile, bits=bits)
    assert np.abs(again.samples.astype(int) - samples).max() <= (1 if bits == 8 else 8)


def test_pillow_reads_the_same_profile_and_pixels(tmp_path):
    """Consistency with Pillow, which uses Little CMS too, in 8 bit."""
    picture = icc.patches([[50, 20, 10], [70, 5, 15], [20, 0, 0]], size=8)
    icc.write_picture(tmp_path / "a.png", picture)
    with Image.open(tmp_path / "a.png") as image:
        assert image.info["icc_profile"] == icc.profile_bytes()
        np.testing.assert_array_equal(np.asarray(image), picture.samples)


@pytest.mark.parametrize(("ending", "options"), [("png", {}), ("jpg", {"quality": 100, "subsampling": 0}), ("tif", {})])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_pictures_by_pillow_are_read(tmp_path, ending, options, mode):
    """Reference: PNG, JPEG and TIFF written by another program, with a profile of its own."""
    values = np.linspace(0, 255, 64 * 48 * 3).reshape(48, 64, 3).astype(np.uint8)
    image = Image.fromarray(values).convert(mode)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() if mode == "RGB" else None
    image.save(tmp_path / f"a.{ending}", icc_profile=profile, **options)
    read = icc.read_picture(tmp_path / f"a.{ending}")
    assert read.samples.shape == (48, 64, 3 if mode == "RGB" else 1)
    assert read.profile == (profile or b"")
    with Image.open(tmp_path / f"a.{ending}") as theirs:
        want = np.asarray(theirs).reshape(read.samples.shape)
    np.testing.assert_allclose(read.samples, want, atol=1 if ending == "jpg" else 0)


@pytest.mark.parametrize("tiff", [{"compression": "tiff_lzw"}, {"compression": "tiff_adobe_deflate"}])
def test_tiff_of_16_bits_and_ink(tmp_path, tiff):
    grey = np.arange(48 * 64, dtype=np.uint16).reshape(48, 64) * 21
    Image.fromarray(grey).save(tmp_path / "grey.tif", **tiff)
    read = icc.read_picture(tmp_path / "grey.tif")
    assert read.bits == 16
    np.testing.assert_array_equal(read.samples[..., 0], grey)
    ink = Image.fromarray(np.full((4, 4, 4), (10, 20, 30, 40), dtype=np.uint8), mode="CMYK")
    ink.save(tmp_path / "ink.tif", **tiff)
    assert icc.read_picture(tmp_path / "ink.tif").samples[0, 0].tolist() == [10, 20, 30, 40]


@pytest.mark.parametrize("ending", ["png", "jpg", "tif"])
def test_broken_pictures_are_refused(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (60, 60, 3), dtype=np.uint8)).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(u.DataError, match="export the picture again"):
        icc.read_picture(path)
    path.write_bytes(b"not a picture at all")
    with pytest.raises(u.DataError, match="PNG, JPEG"):
        icc.read_picture(path)


def test_what_is_not_a_profile_is_refused():
    with pytest.raises(u.DataError, match="not an ICC profile"):
        icc.profile_info(b"nothing")
    named = icc.named_color_profile("inks", {"black": [10, 0, 0]})
    with pytest.raises(u.DomainError, match="named colour"):
        icc.lab_from_device([[0.5, 0.5, 0.5]], named)


def test_soft_proof_warns_of_what_the_device_cannot_show():
    inside, outside = (
        icc.lab_from_device([[0.6, 0.5, 0.4]]),
        icc.lab_from_device([[0.0, 1.0, 0.0]], PROFILES["wide, gamma 1.8"]()),
    )
    proof = icc.soft_proof(np.stack([inside, outside]), None)
    assert proof.out_of_gamut.ravel().tolist() == [False, True]
    assert proof.share_out_of_gamut == 0.5
    np.testing.assert_allclose(proof.lab[0], inside, atol=0.02)
    assert u.colorimetry.delta_e_2000(proof.lab[1], outside)[0] > 5
    assert not icc.soft_proof(outside, PROFILES["wide, gamma 1.8"]()).out_of_gamut.any()


def test_a_line_becomes_named_colours_that_little_cms_opens(tmp_path):
    line = u.load_line("demo")
    profile = icc.line_profile(line, water_parts=(20,))
    info = icc.profile_info(profile)
    assert info.device_class == "named colour"
    assert profile == icc.line_profile(line, water_parts=(20,))  # the same bytes every time
    path = tmp_path / "line.icc"
    path.write_bytes(profile)
    rows = transicc([f"-i{path}", "-o*Lab", "-t1"], [str(i) for i in range(len(line))])
    assert len(rows) == len(line)
    for row, ink in zip(rows, line, strict=True):
        want = u.appearance(u.Skin(), u.Blend({ink: 1}, water_parts=20, line=line), u.Dots()).dot.lab("D50")
        np.testing.assert_allclose(row, want, atol=0.01)  # 16 bits a channel


def test_intents_are_explained_in_a_sentence():
    for intent in ("perceptual", "relative_colorimetric", "saturation", "absolute_colorimetric"):
        assert icc.explain(intent).count(".") == 1
        assert icc.explain(intent, True) != icc.explain(intent, False)
    with pytest.raises(u.DomainError):
        icc.lab_from_device([[0, 0, 0]], intent="nearest")


def test_sizes_are_checked():
    with pytest.raises(u.DomainError):
        icc.lab_from_device([0.1, 0.2])
    with pytest.raises(u.DomainError):
        icc.picture_from_lab(np.zeros((3, 3)))
    with pytest.raises(u.DomainError, match="bits"):
        _core.picture_from_lab(np.zeros((4, 3)), 2, 2, icc.profile_bytes(), 12, "perceptual", False)
    clipped = icc.picture_from_lab(np.full((2, 2, 3), (50.0, 120.0, -120.0)))
    assert [d.code for d in clipped.diagnostics] == ["out_of_gamut"]
