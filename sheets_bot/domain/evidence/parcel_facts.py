"""
What the tab `Parcels` proves: delivery, shipment, the promise kept, the way back.

Delivery and shipment are told apart, as PayPal does (POD_ and POS_ in its reasons for losing), and a
label is neither. Part of `tab_facts.py`.
"""

from collections.abc import Mapping
from datetime import datetime, time

from sheets_bot.domain.evidence.applying import live_parcels, sent_parcels, signed_scans
from sheets_bot.domain.evidence.found import CLOCK, Found, at_time, missing, on_day, present
from sheets_bot.domain.evidence.view import View, parcel_name
from sheets_bot.domain.orders.shipment import ShipState
from sheets_bot.domain.tab_rows import TabRow, instant_in, text_in

_SCAN = "Carrier's scan, as Shopify has it"
_DELIVERED = ShipState.DELIVERED.value


def delivery_scan(view: View) -> Found:
    """All parcels were handed over at the order's address, each with its time; one that was not is enough."""
    code, parcels = "delivery_scan", live_parcels(view.case)
    if not parcels:
        return missing(code, "No parcel of this order is in the tab Parcels.")
    open_ones = [key for key, row in parcels.items() if text_in(row, "state") != _DELIVERED]
    if open_ones:
        row = parcels[open_ones[0]]
        words = text_in(row, "state_words").rstrip(".") or "where it is, is not known"
        told = f"{parcel_name(open_ones[0], row)}: {words[:1].lower()}{words[1:]}."
        some = f"{len(parcels) - len(open_ones)} of {len(parcels)} parcels are delivered. "
        return missing(code, (some if len(parcels) > len(open_ones) else "") + told)
    times = {key: instant_in(row, "delivered") for key, row in parcels.items()}
    if not all(times.values()):
        return missing(code, "Shopify shows it as delivered, but nobody tells when.")
    sentences = [_delivery(key, row) for key, row in parcels.items()]
    return present(code, " ".join(sentences), source=_SCAN, at=max(at for at in times.values() if at))


def _delivery(key: str, row: TabRow) -> str:
    at, event = instant_in(row, "delivered"), text_in(row, "source_event")
    assert at is not None
    scan = f" The carrier's record reads: {event.rstrip('.')}." if event else ""
    return f"{parcel_name(key, row)} was delivered on {at_time(at)}.{scan}"


def signature(view: View) -> Found:
    """The carrier's scan says that somebody signed, without the name."""
    found = signed_scans(view.case)
    if not found:
        return missing("signature", "No scan says that somebody signed. Ask the carrier for its proof.")
    key, row = next(iter(found.items()))
    told = f"{parcel_name(key, row)} was signed for, by the carrier's record: {text_in(row, 'source_event')}."
    return present("signature", told, source=_SCAN, at=instant_in(row, "delivered"))


def shipped_scan(view: View) -> Found:
    """The carrier had the parcel: its own first scan, never the label."""
    code, parcels = "shipped_scan", sent_parcels(view.case)
    scanned = {key: at for key, row in parcels.items() if (at := instant_in(row, "first_scan"))}
    if not scanned:
        return missing(code, "No scan of the carrier is known; a label is no proof of shipment.")
    told = [
        f"{parcel_name(key, parcels[key])} was first scanned by the carrier on {at_time(at)}."
        for key, at in scanned.items()
    ]
    rest = len(live_parcels(view.case)) - len(scanned)
    told += [f"{rest} other parcel(s) of the order have no scan."] if rest else []
    return present(code, " ".join(told), source=_SCAN, at=min(scanned.values()))


def promise(view: View) -> Found:
    """The promise speaks for us where it was kept, or where the case came before its end."""
    code, parcels = "promise", live_parcels(view.case)
    dates = [instant_in(row, "promised_by") for row in (*parcels.values(), view.case.order)]
    promised = max((at for at in dates if at), default=None)
    if promised is None:
        return missing(code, "No date was promised.")
    told, opened = f"Delivery was promised by {at_time(promised)}", instant_in(view.dispute, "opened")
    source, delivered = "Delivery promise of the shop for this order", _last_delivery(parcels)
    if opened and opened < promised:
        told += f"; the case was opened on {at_time(opened)}, before that."
        return present(code, told, source=source, at=promised)
    if delivered and delivered <= promised:
        told += f", and the last parcel was delivered on {at_time(delivered)}."
        return present(code, told, source=source, at=promised)
    return missing(code, f"{told}; it was not kept, so it does not speak for us.")


def _last_delivery(parcels: Mapping[str, TabRow]) -> datetime | None:
    times = [instant_in(row, "delivered") for row in parcels.values()]
    return max(at for at in times if at) if times and all(times) else None


def return_scan(view: View) -> Found:
    """The carrier turned a parcel round."""
    for key, row in live_parcels(view.case).items():
        if text_in(row, "state") == ShipState.RETURNED:
            at, event = instant_in(row, "since"), text_in(row, "source_event")
            when = f" on {at_time(at)}" if at else ""
            told = f"{parcel_name(key, row)} was sent back{when}. The carrier's record reads: {event}."
            return present("return_scan", told, source=_SCAN, at=at) if event else missing("return_scan")
    return missing("return_scan")


def delay_notice(view: View) -> Found:
    """Somebody of ours told the customer, and typed the day."""
    day = view.around.told_on.get(view.case.key)
    if day is None:
        return missing("delay_notice", "Nobody typed a day under Customer told on, in Orders at risk.")
    # At noon it is the same day by nearly every clock; the time itself nobody knows.
    at = datetime.combine(day, time(12), CLOCK)
    told = f"We told the customer of the delay on {on_day(at)}."
    return present("delay_notice", told, source="Orders at risk, typed by us", at=at)
