"""
Giving in at a platform's own page: what a person does there that no bot may do, for it moves money.

The pages of PayPal and of the shop have a button for it; this is what happens behind the button. Whether
giving in was wise is not decided here.
"""

from typing import TYPE_CHECKING

from sheets_bot.sandbox.orders import BadOrder
from sheets_bot.sandbox.world.bank import may_answer
from sheets_bot.sandbox.world.chargebacks import Chargeback
from sheets_bot.sandbox.world.policy import allowed_actions

if TYPE_CHECKING:
    from sheets_bot.sandbox.world.simulation import World

OF_CARDS = "SH-"
"""Stands before the number of a chargeback where its name could be taken for something else."""


def concede(world: "World", name: str) -> None:
    """
    Accept a case at its platform, all of it: a dispute id of PayPal's, or ``SH-`` with the shop's number.

    An inquiry of a bank is paid back, since there is nothing else to accept.

    Raises:
        BadOrder: There is no such case, or it cannot be accepted now; nothing is changed.
    """
    with world.lock:
        if name.startswith(OF_CARDS):
            _concede_to_bank(world, name.removeprefix(OF_CARDS))
        else:
            _concede_at_paypal(world, name)


def _concede_at_paypal(world: "World", name: str) -> None:
    case = world.cases.get(name)
    if case is None:
        raise BadOrder(f"There is no case {name!r}. Nothing was accepted.")
    if "accept_claim" not in allowed_actions(case, world.now):
        raise BadOrder(f"PayPal does not let {name} be accepted now. Nothing was accepted.")
    world.centre.accept_claim(case, None, world.now)


def _concede_to_bank(world: "World", number: str) -> None:
    case = _charged(world).get(number)
    if case is None:
        raise BadOrder(f"There is no chargeback {number!r}. Nothing was accepted.")
    if not may_answer(case, world.now):
        raise BadOrder(f"The bank does not let {number} be accepted now. Nothing was accepted.")
    if case.kind == "INQUIRY":
        world.refund(case.order, case.amount_minor, "as agreed")
    world.bank.accept(case, world.now)


def _charged(world: "World") -> dict[str, Chargeback]:
    return {str(case.number): case for listed in world.chargebacks.values() for case in listed}
