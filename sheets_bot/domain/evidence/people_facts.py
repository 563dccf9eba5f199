"""
What the tabs `Inbox` and `Orders` prove about the buyer: answered, ordered before, knew of the order.

Names and addresses stay where they are: marks are compared. Part of `tab_facts.py`.
"""

from sheets_bot.domain.evidence.found import Found, at_time, missing, on_day, present
from sheets_bot.domain.evidence.view import View, order_number
from sheets_bot.domain.tab_rows import TabRow, instant_in, text_in, whole_in

_MOST_TOLD = 5
_MAILBOX = "Mailbox of the shop"


def thread(view: View) -> Found:
    """Every thread was answered, the first before the case; else it does not speak for us."""
    code, threads = "thread", _threads(view)
    if not threads:
        return missing(code, "No mail about this order is in the Inbox.")
    opened = instant_in(view.dispute, "opened")
    waiting = [row for row in threads if not instant_in(row, "first_out") or instant_in(row, "waiting_since")]
    if waiting:
        return missing(code, "A mail of the buyer about this order waits for an answer.")
    asked = min(at for row in threads if (at := instant_in(row, "first_in")))
    answered = min(at for row in threads if (at := instant_in(row, "first_out")))
    if opened and answered > opened > asked:
        return missing(code, "The first answer came only after the case was opened.")
    came, went = (
        sum(whole_in(row, name) or 0 for row in threads) for name in ("messages_in", "messages_out")
    )
    last = max(at for row in threads if (at := instant_in(row, "last_out") or instant_in(row, "first_out")))
    told = (
        f"The buyer wrote on {at_time(asked)} and was answered on {at_time(answered)}. "
        f"Mails from the buyer: {came}; from us: {went}, the last on {at_time(last)}."
    )
    return present(code, told, source=_MAILBOX, at=answered)


def _threads(view: View) -> list[TabRow]:
    return [row for row in view.case.threads.values() if instant_in(row, "first_in")]


def buyer_recognised(view: View) -> Found:
    """A mail about the order came from the order's own e-mail address, after it was placed."""
    contact, placed = text_in(view.case.order, "contact"), instant_in(view.case.order, "placed")
    wrote = [
        at
        for row in _threads(view)
        if contact and text_in(row, "contact") == contact and (at := instant_in(row, "first_in"))
        if placed and at > placed
    ]
    if not wrote:
        return missing("buyer_recognised", "No mail from the order's e-mail address is in the Inbox.")
    told = f"The e-mail address of the order wrote to the shop about it on {at_time(min(wrote))}."
    return present("buyer_recognised", told, source=_MAILBOX, at=min(wrote))


def customer_history(view: View) -> Found:
    """Earlier orders of the e-mail address, not cancelled, no test, about which there was no case."""
    order, placed = view.case.order, instant_in(view.case.order, "placed")
    earlier = []
    for key in view.around.by_contact.get(text_in(order, "contact"), ()):
        row = view.around.orders[key]
        at = instant_in(row, "placed")
        is_void = row.get("test") is True or instant_in(row, "cancelled") or key in view.around.disputed
        if placed and at and at < placed and not is_void:
            earlier.append((at, order_number(key, row)))
    if not earlier:
        return missing("customer_history", "No earlier order of this e-mail address is in the tab Orders.")
    earlier.sort(reverse=True)
    told = ", ".join(f"{number} of {on_day(at)}" for at, number in earlier[:_MOST_TOLD])
    more = f" and {len(earlier) - _MOST_TOLD} more" if len(earlier) > _MOST_TOLD else ""
    number = "One earlier order" if len(earlier) == 1 else f"{len(earlier)} earlier orders"
    sentence = f"{number} of the same e-mail address, none of them disputed here: {told}{more}."
    return present("customer_history", sentence, source="Orders in Shopify", at=earlier[0][0])
