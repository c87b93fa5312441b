"""Responses from files, their contradictions, and ground displacement."""

from __future__ import annotations

import numpy as np
import pytest

from testban.waveforms import (
    WWSSN_SP,
    Response,
    ResponseError,
    WaveformError,
    ground_displacement,
    parse_sacpz,
    response_from_inventory,
    response_from_sacpz,
)

NM = 1.0  # nanometre
RATE = 40.0
# A 1 Hz seismometer with damping 0.7: counts per metre, three zeros because its output follows velocity.
SEISMOMETER = Response(
    zeros=(0j, 0j, 0j), poles=(-4.398 + 4.487j, -4.398 - 4.487j), constant=5.0e8, source="XX.SYN..SHZ"
)


def record(ground_nm: np.ndarray, response: Response) -> np.ndarray:
    """Counts the instrument writes for a ground displacement."""
    n = ground_nm.size
    frequency = np.fft.rfftfreq(n, 1.0 / RATE)
    transfer = np.zeros(frequency.size, complex)
    transfer[1:] = response.at(frequency[1:])
    return np.fft.irfft(np.fft.rfft(ground_nm * 1e-9) * transfer, n)


def wavelet(amplitude_nm: float, frequency_hz: float, seconds: float = 120.0) -> np.ndarray:
    t = np.arange(0.0, seconds, 1.0 / RATE) - 0.5 * seconds
    return amplitude_nm * np.cos(2.0 * np.pi * frequency_hz * t) * np.exp(-((t / 8.0) ** 2))


class TestDisplacement:
    @pytest.mark.parametrize("frequency_hz", [0.7, 1.0, 2.5])
    def test_the_ground_comes_back_to_one_percent(self, frequency_hz):
        ground = wavelet(100.0, frequency_hz)
        found = ground_displacement(
            record(ground, SEISMOMETER), sampling_rate_hz=RATE, response=SEISMOMETER, band_hz=(0.4, 8.0)
        )
        assert np.abs(found - ground).max() < 1.0 * NM

    def test_a_trend_and_an_offset_do_not_matter(self):
        counts = record(wavelet(100.0, 1.0), SEISMOMETER)
        bent = counts + 1e3 + 0.5 * np.arange(counts.size)
        pair = [
            ground_displacement(c, sampling_rate_hz=RATE, response=SEISMOMETER, band_hz=(0.4, 8.0))
            for c in (counts, bent)
        ]
        assert np.abs(pair[0] - pair[1]).max() < 1.0 * NM

    def test_the_simulated_seismograph_has_gain_1_at_1_hz(self):
        assert abs(WWSSN_SP.at(np.array([1.0]))[0]) == pytest.approx(1.0, rel=1e-6)

    @pytest.mark.parametrize("band", [(0.0, 1.0), (2.0, 1.0), (1.0, 30.0)])
    def test_a_band_that_does_not_fit_is_refused(self, band):
        with pytest.raises(WaveformError, match="does not fit"):
            ground_displacement(np.ones(1000), sampling_rate_hz=RATE, response=SEISMOMETER, band_hz=band)

    def test_samples_that_are_no_numbers_are_refused(self):
        samples = np.ones(1000)
        samples[3] = np.nan
        with pytest.raises(WaveformError, match="not finite"):
            ground_displacement(samples, sampling_rate_hz=RATE, response=SEISMOMETER, band_hz=(0.5, 2.0))


class TestSacpz:
    TEXT = (
        "* NETWORK : XX\n* STATION : SYN\n* CHANNEL : BHZ\n* SENSITIVITY : {} (M/S)\n"
        "ZEROS 3\nPOLES 2\n -0.037 0.037\n -0.037 -0.037\nCONSTANT 1.0e9\n"
    )

    def test_a_consistent_block_gives_its_gain(self):
        response = response_from_sacpz(parse_sacpz(self.TEXT.format("1.0e9"))[0])
        gain = abs(response.at(np.array([1.0]))[0]) / (2.0 * np.pi)
        assert gain == pytest.approx(1.0e9, rel=0.01)

    def test_a_block_that_contradicts_itself_is_refused(self):
        with pytest.raises(ResponseError, match="its own poles, zeros and constant say"):
            response_from_sacpz(parse_sacpz(self.TEXT.format("6.7e4"))[0])


class TestInventory:
    @staticmethod
    def inventory(*, unit="M/S", sensitivity=1.0e9):
        from obspy import UTCDateTime
        from obspy.core.inventory import Channel, Inventory, Network, Station
        from obspy.core.inventory.response import InstrumentSensitivity, PolesZerosResponseStage
        from obspy.core.inventory.response import Response as ObspyResponse

        stage = PolesZerosResponseStage(
            stage_sequence_number=1,
            stage_gain=1.0e9,
            stage_gain_frequency=1.0,
            input_units=unit,
            output_units="COUNTS",
            pz_transfer_function_type="LAPLACE (HERTZ)",
            normalization_frequency=1.0,
            zeros=[0j, 0j],
            poles=[-0.0059 + 0.0059j, -0.0059 - 0.0059j],
            normalization_factor=1.0,
        )
        response = ObspyResponse(
            instrument_sensitivity=InstrumentSensitivity(sensitivity, 1.0, unit, "COUNTS"),
            response_stages=[stage],
        )
        channel = Channel(
            "BHZ", "", 0.0, 0.0, 0.0, 0.0, response=response,
            start_date=UTCDateTime(2000, 1, 1), end_date=UTCDateTime(2010, 1, 1),
        )  # fmt: skip
        station = Station("SYN", 0.0, 0.0, 0.0, channels=[channel], creation_date=UTCDateTime(2000, 1, 1))
        return Inventory(networks=[Network("XX", stations=[station])], source="test")

    @staticmethod
    def posix(year: int) -> float:
        from datetime import UTC, datetime

        return datetime(year, 6, 1, tzinfo=UTC).timestamp()

    def test_velocity_in_hertz_becomes_displacement_in_radians(self):
        response = response_from_inventory(self.inventory(), seed_id="XX.SYN..BHZ", time_s=self.posix(2005))
        gain = abs(response.at(np.array([1.0]))[0]) / (2.0 * np.pi)
        assert gain == pytest.approx(1.0e9, rel=1e-6)

    def test_out_of_epoch_is_said_with_the_date(self):
        with pytest.raises(ResponseError, match="no response epoch at 2015"):
            response_from_inventory(self.inventory(), seed_id="XX.SYN..BHZ", time_s=self.posix(2015))

    def test_an_input_that_is_no_ground_motion_is_refused(self):
        with pytest.raises(ResponseError, match="'PA'"):
            response_from_inventory(self.inventory(unit="PA"), seed_id="XX.SYN..BHZ", time_s=self.posix(2005))

    def test_stages_that_contradict_the_sensitivity_are_refused(self):
        with pytest.raises(ResponseError, match=r"its sensitivity 1\.5e"):
            response_from_inventory(
                self.inventory(sensitivity=1.5e13), seed_id="XX.SYN..BHZ", time_s=self.posix(2005)
            )
