"""Property, consistency: reading, writing and checking measurements from Python."""

import numpy as np
import pytest
import undertone as u

NM = np.arange(400, 701, 10.0)


def reading(**fields):
    values = 0.2 + 0.4 / (1 + np.exp((590 - NM) / 25))
    return u.Measurement(**{"name": "arm", "wavelengths_nm": NM, "reflectance": values, "geometry": "8/d SCI", **fields})


@pytest.mark.parametrize("ending", ["csv", "cgats", "cxf", "json"])
def test_what_is_written_is_read(tmp_path, ending):
    one = reading(
        lab=np.array([61.5, 8.25, -3.125]), illuminant="D65", observer="1964_10deg", metadata={"site": "left; inner"}
    )
    other = reading(name="hair, shaved", instrument="CM-700d", date="2026-03-01")
    path = tmp_path / f"both.{ending}"
    u.write_measurements(path, [one, other])
    back = u.read_measurements(path)
    for written, read in zip([one, other], back, strict=True):
        assert (read.name, read.geometry, read.instrument, read.date) == (
            written.name,
            written.geometry,
            written.instrument,
            written.date,
        )
        assert read.metadata == written.metadata
        np.testing.assert_array_equal(read.wavelengths_nm, written.wavelengths_nm)
        np.testing.assert_array_equal(read.reflectance, written.reflectance)
    np.testing.assert_array_equal(back[0].lab, one.lab)
    assert back[1].lab is None


def test_a_format_may_be_named_and_must_be_known(tmp_path):
    u.write_measurements(tmp_path / "a.dat", [reading()], format="cxf")
    assert (tmp_path / "a.dat").read_text().startswith("<?xml")
    with pytest.raises(u.DomainError, match="csv, cgats, cxf, json"):
        u.write_measurements(tmp_path / "a.qtx", [reading()])
    with pytest.raises(u.DomainError):
        u.write_measurements(tmp_path / "a.csv", [])


def test_check_gives_a_verdict_and_findings():
    fine = u.check([reading()])
    assert fine.verdict == "usable"
    assert fine.measurements[0].step_nm == 10
    assert fine.measurements[0].missing_bands == 20
    percent = u.check([reading(reflectance=100 * reading().reflectance)])
    assert not percent.is_usable()
    assert "looks_like_percent" in {f.code for f in percent.all_findings()}
    assert str(percent).startswith("1 measurements: not usable")
    rng = np.random.default_rng(0)
    noisy = reading(reflectance=reading().reflectance + rng.normal(0, 0.01, NM.size))
    assert "noise" in {f.code for f in u.check([noisy]).all_findings()}
    assert "noise" not in {f.code for f in u.check([noisy], noise=0.05).all_findings()}


def test_skin_and_fringe_of_different_geometry_are_told():
    assert u.check_pair(reading(), reading()) == ()
    found = u.check_pair(reading(), reading(geometry="8/d SCE"))
    # Read without its mirror reflection, the same curve is a lighter surface.
    assert [one.code for one in found] == ["geometry_mismatch", "fringe_lighter_than_skin"]


def test_frames_hold_what_was_measured():
    from undertone.readings.tables import to_frame, to_xarray

    lab = u.Measurement(
        "nix", np.array([]), np.array([]), lab=np.array([50.0, 1, 2]), illuminant="D50", observer="1931_2deg"
    )
    frame = to_frame([reading(), lab])
    assert frame.loc[0, 400.0] == reading().reflectance[0]
    assert frame.loc[1, "L*"] == 50
    array = to_xarray([reading(), reading(name="other")])
    assert array.dims == ("sample", "wavelength_nm")
    assert float(array.sel(sample="arm", wavelength_nm=500)) == reading().reflectance[10]
    mixed = to_xarray([reading(), reading(wavelengths_nm=NM[:-2], reflectance=reading().reflectance[:-2])])
    assert mixed.sizes["wavelength_nm"] == 81
    assert np.isnan(mixed.isel(sample=1).sel(wavelength_nm=690))
    with pytest.raises(u.DomainError):
        to_xarray([lab])


def test_what_a_file_does_not_say_is_marked_as_assumed(tmp_path):
    path = tmp_path / "nix.csv"
    path.write_text("Name,L,a,b,Device\nscalp,62,11,18,Nix Mini 2\n")
    (nix,) = u.read_measurements(path)
    assert nix.assumed == {"geometry": "instrument", "illuminant": "instrument", "observer": "instrument"}
    assert (nix.geometry, nix.illuminant, nix.observer) == ("45/0", "D50", "1931_2deg")
    path.write_text("name,L*(D65),a*(D65),b*(D65)\nscalp,62,11,18\n")
    (open_,) = u.read_measurements(path)
    assert open_.assumed == {"observer": "default"}
    u.write_measurements(tmp_path / "again.csv", [open_])
    assert u.read_measurements(tmp_path / "again.csv")[0].assumed == {"observer": "default"}


def test_readings_of_several_geometries_are_not_averaged_together():
    both = [reading(), reading(geometry="8/d SCE"), reading()]
    with pytest.raises(u.DomainError, match="geometry"):
        u.average_readings(both)
    kept, (said,) = u.readings_of_one_geometry(both)
    assert [m.geometry for m in kept] == ["8/d SCI", "8/d SCI"]
    assert said.code == "geometry_left_out"
    assert [m.geometry for m in u.readings_of_one_geometry(both, "8/d SCE")[0]] == ["8/d SCE"]


def test_a_files_lab_is_compared_with_its_spectrum():
    report = u.check([reading(lab=np.array([30.0, 0.0, 0.0]), illuminant="D65", observer="1931_2deg")])
    (one,) = report.measurements
    assert one.lab_difference > 5
    assert "lab_differs" in [f.code for f in one.findings]


def test_instruments_are_known_by_their_ids():
    assert u.instrument_preset("nix_mini").illuminant == "D50"
    assert "unknown" in [preset.id for preset in u.instrument_presets()]
    with pytest.raises(u.DomainError, match="did you mean nix_mini"):
        u.instrument_preset("nix_mni")
