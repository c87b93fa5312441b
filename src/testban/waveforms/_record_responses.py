"""Find the instrument response of every record, or say why it has none that can be trusted."""

from __future__ import annotations

import math
from collections.abc import Sequence

from testban.model import BadInputError
from testban.waveforms.contradictions import check_one_epoch
from testban.waveforms.errors import ResponseError
from testban.waveforms.record import Record
from testban.waveforms.response import Response, response_from_inventory, response_from_sacpz
from testban.waveforms.stations import StationMetadata


def record_responses(
    records: Sequence[Record], book: StationMetadata
) -> tuple[dict[str, Response], dict[str, str]]:
    """Return the response of each record at its time, and a reason for every other record.

    Parameters
    ----------
    records : sequence of Record
        Each is asked for at its first sample.
    book : StationMetadata
        All responses that were given, in order of trust: SACPZ first, as it is displacement by definition.

    Returns
    -------
    responses : dict of seed id to Response
    reasons : dict of seed id to str

    Examples
    --------
    >>> record_responses((), StationMetadata())
    ({}, {})
    """
    responses: dict[str, Response] = {}
    reasons: dict[str, str] = {}
    for record in records:
        seed_id = record.seed_id
        if seed_id in book.refused:
            reasons[seed_id] = book.refused[seed_id]
            continue
        blocks = [block for block in book.blocks if block.seed_id == seed_id]
        at_time = [block for block in blocks if block.covers(record.start_s)]
        faults = ["no SACPZ block at its time"] if blocks and not at_time else []
        try:
            if at_time:
                responses[seed_id] = _usable(response_from_sacpz(at_time[0]))
                continue
        except BadInputError as fault:
            faults.append(str(fault))
        network, station = seed_id.split(".")[:2]
        for inventory in book.inventories:
            if not any(net.code == network and sta.code == station for net in inventory for sta in net):
                continue
            try:
                check_one_epoch(seed_id, book.inventories, record.start_s)
                response = response_from_inventory(inventory, seed_id=seed_id, time_s=record.start_s)
                responses[seed_id] = _usable(response)
                break
            except BadInputError as fault:
                faults.append(str(fault))
            except (TypeError, ValueError, ArithmeticError, AttributeError) as fault:
                # Metadata without a gain or a frequency, or with text where a number belongs.
                faults.append(f"{seed_id}: its response cannot be evaluated ({type(fault).__name__})")
        if seed_id not in responses:
            reasons[seed_id] = faults[-1] if faults else "no response: its counts have no unit"
    return responses, reasons


def _usable(response: Response) -> Response:
    if not math.isfinite(response.constant) or response.constant == 0.0:
        raise ResponseError(f"{response.source}: its gain is {response.constant:g}: counts have no unit")
    return response
