"""
Every minute: carry out what people ticked, each act once; and find out what became of what is in doubt.

Moves no money, and repeats nothing that may have happened. How a tick is judged is in `domain/acts/`; claim,
act and outcome are in `approvals/`.
"""

from sheets_bot.approvals.carry_out import Read, carry_out
from sheets_bot.domain.acts.asking import Desk
from sheets_bot.domain.drafts.last_check import packet_maker, text_checker
from sheets_bot.service.bot_run import BotRun
from sheets_bot.service.job import Job, minutes
from sheets_bot.sheets.receipt import Receipt


def run(bot: BotRun) -> Receipt:
    """Judge every tick by the rules as they stand now."""

    def desk_of(tabs: Read) -> Desk:
        rules = tabs.rules
        return Desk(
            grace=rules.acts.grace,
            paused=rules.paused,
            zone=rules.zone,
            check_text=text_checker(rules, now=bot.now),
            make_packet=packet_maker(tabs.rows("Evidence")),
            confirm_within=rules.acts.confirm_within,
        )

    return carry_out(bot, desk_of)


JOB = Job(name="carry_out", every=minutes(1), run=run, after=("write_drafts", "advise_disputes"))
