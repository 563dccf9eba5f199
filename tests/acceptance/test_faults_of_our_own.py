"""A fault of the bot's own with one brand's data or in one job: told where people look, and nothing else is lost."""

from dataclasses import replace

import pytest

from sheets_bot.platforms.paypal.client import PayPal
from whole_bot import a_house

FAULT = "A fault of the bot's own stopped this"


def test_a_brand_that_makes_the_bot_stumble_takes_no_other_along(monkeypatch):
    fetch = PayPal.fetch_disputes

    def stumbles(self, **asked):
        if self.brand == "Velvet Harbor":
            raise RecursionError("maximum recursion depth exceeded")
        return fetch(self, **asked)

    monkeypatch.setattr(PayPal, "fetch_disputes", stumbles)
    with a_house(ready=False, weeks=2) as house:
        house.start_bot()
        house.provision()

        receipt = house.one("sync_paypal_disputes")

        assert not receipt.ok
        brands = {row["Brand"] for row in house.disputes().values()}
        assert brands == {"Aurora & Pine"}
        state, happened = house.status()["PayPal: Velvet Harbor"]
        assert (state, FAULT in happened) == ("failed", True)
        assert house.status()["PayPal: Aurora & Pine"][0] == "ok"


def test_a_job_that_stumbles_is_told_in_status_and_is_a_persons_matter(monkeypatch):
    with a_house() as house:
        job = house.everything.jobs["plan_today"]

        def stumbles(_bot):
            raise KeyError("a name")

        with pytest.raises(KeyError):
            house.everything.bots[0].run_job(replace(job, run=stumbles))

        row = house.table("Status")["plan_today"]
        assert (row["State"], row["Needs"]) == ("failed", "you")
        assert FAULT in row["What happened"]
        assert "a name" not in str(house.table("Status"))

        house.one("plan_today")
        assert house.status()["plan_today"][0] == "ok"
