"""
The rules of the house, as people set them in the `Settings` tab.

Any cell of a sheet may hold anything. A bad one never stops the bot: the safe
value is used instead, and the row says what stands there, what is expected, and
what counts meanwhile. Which settings there are is in `rule_settings.py` and, for one
area each, in the other `*_settings.py`; how single cells are read is in `typed.py`.
Addresses, accounts and secrets are not here: they are in the configuration file.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sheets_bot.domain.deadlines import Clock
from sheets_bot.domain.rules import (
    act_settings,
    case_settings,
    cause_settings,
    draft_settings,
    mail_settings,
    metric_settings,
    notice_settings,
    order_settings,
    privacy_settings,
    review_settings,
    rule_settings,
    today_settings,
)
from sheets_bot.domain.rules.act_settings import ActRules, read_act_rules
from sheets_bot.domain.rules.case_settings import CaseRules, read_case_rules
from sheets_bot.domain.rules.cause_settings import CauseRules, read_cause_rules
from sheets_bot.domain.rules.draft_settings import DraftRules, read_draft_rules
from sheets_bot.domain.rules.mail_settings import MailRules, read_mail_rules
from sheets_bot.domain.rules.metric_settings import MetricRules, read_metric_rules
from sheets_bot.domain.rules.notice_settings import NoticeRules, read_notice_rules
from sheets_bot.domain.rules.order_settings import OrderRules, read_order_rules
from sheets_bot.domain.rules.privacy_settings import PrivacyRules, read_privacy_rules
from sheets_bot.domain.rules.review_settings import ReviewRules, read_review_rules
from sheets_bot.domain.rules.rule_settings import Setting
from sheets_bot.domain.rules.today_settings import TodayRules, read_today_rules
from sheets_bot.domain.rules.typed import Unreadable, text_of
from sheets_bot.domain.shifts import Roster
from sheets_bot.sheets.row import Row, Value

T = TypeVar("T")

AREAS: Mapping[str, tuple[Setting[object], ...]] = {
    "Work": rule_settings.SETTINGS,
    "Mail": mail_settings.SETTINGS,
    "Reviews": review_settings.SETTINGS,
    "Orders": order_settings.SETTINGS,
    "Today": today_settings.SETTINGS,
    "Acts": act_settings.SETTINGS,
    "Cases": case_settings.SETTINGS,
    "Drafts": draft_settings.SETTINGS,
    "Notices": notice_settings.SETTINGS,
    "Privacy": privacy_settings.SETTINGS,
    "Metrics": metric_settings.SETTINGS,
    "Causes": cause_settings.SETTINGS,
}
"""Every setting, by what it is about, in the order of the tab."""

SETTINGS = tuple(setting for settings in AREAS.values() for setting in settings)

_LONGEST_QUOTE = 40


@dataclass(frozen=True, slots=True)
class Rules:
    """What the `Settings` tab says, ready for use. Every field has a value, whatever stands in the tab."""

    zone: ZoneInfo
    roster: Roster
    margin_hours: int
    """A safe shift ends at least this long before a platform's date."""
    soon_shifts: int
    """With this many safe shifts left or fewer, the flag is SOON."""
    week_starts_on: int
    """0 is Monday. Weeks of the metrics start here."""
    paused: bool
    """True stops all submitting, sending and posting; reading and flags go on."""
    big_change_share: float
    """0 to 1: a run that would change more of a tab's rows than this is refused."""
    allow_big_change: bool
    mail_answer_hours: int
    review_answer_hours: int
    heartbeat_minutes: int
    """How old the last good run may be before it counts as silence."""
    mail: MailRules
    reviews: ReviewRules
    orders: OrderRules
    today: TodayRules
    acts: ActRules
    cases: CaseRules
    drafts: DraftRules
    notices: NoticeRules
    privacy: PrivacyRules
    metrics: MetricRules
    causes: CauseRules

    @property
    def clock(self) -> Clock:
        """The part that deadlines need."""
        return Clock(self.roster, timedelta(hours=self.margin_hours), self.soon_shifts)

    @property
    def owner_zone(self) -> ZoneInfo:
        """By which the owner's weeks turn and the owner's hours are told."""
        return self.metrics.zone or self.zone


class _Reader:
    """Reads one setting after the other and collects what is wrong, by setting name."""

    def __init__(self, cells: Mapping[str, Value]) -> None:
        self.cells = cells
        self.problems: dict[str, str] = {}

    def read(self, setting: Setting[T]) -> T:
        value = self.cells.get(setting.name, setting.default)
        if not text_of(value):
            return setting.read(setting.empty_means or setting.default)
        try:
            return setting.read(value)
        except Unreadable as error:
            meanwhile = setting.if_bad or setting.default
            hint = f" ({error.hint})" if error.hint else ""
            counts = (
                f"Until it is corrected, {meanwhile} counts." if meanwhile else "It is left out of account."
            )
            self.problems[setting.name] = (
                f"{_quoted(value)} cannot be used{hint}. Expected: {setting.expected}. {counts}"
            )
            return setting.read(meanwhile)


def parse_rules(cells: Mapping[str, Value]) -> tuple[Rules, Mapping[str, str]]:
    """
    Return the rules, and for each bad cell one explanation, by setting name.

    *cells* is the column `Value` of the tab by setting name. A setting that is not
    in the tab has its default, but for the brake: where it has been lost out of a tab that
    holds others, all acts are paused. Names that are no setting are ignored. Never raises.
    """
    reader = _Reader(cells)
    is_brake_lost = bool(cells) and rule_settings.PAUSED.name not in cells
    zone = reader.read(rule_settings.ZONE)
    shifts = tuple(shift for setting in rule_settings.SHIFTS for shift in reader.read(setting))
    rules = Rules(
        zone=zone,
        roster=Roster(shifts, zone, reader.read(rule_settings.DAYS_OFF)),
        margin_hours=reader.read(rule_settings.MARGIN),
        soon_shifts=reader.read(rule_settings.SOON),
        week_starts_on=reader.read(rule_settings.WEEK),
        paused=reader.read(rule_settings.PAUSED) or is_brake_lost,
        big_change_share=reader.read(rule_settings.BIG_CHANGE),
        allow_big_change=reader.read(rule_settings.ALLOW_BIG_CHANGE),
        mail_answer_hours=reader.read(rule_settings.MAIL),
        review_answer_hours=reader.read(rule_settings.REVIEWS),
        heartbeat_minutes=reader.read(rule_settings.HEARTBEAT),
        mail=read_mail_rules(reader),
        reviews=read_review_rules(reader),
        orders=read_order_rules(reader),
        today=read_today_rules(reader),
        acts=read_act_rules(reader),
        cases=read_case_rules(reader),
        drafts=read_draft_rules(reader),
        notices=read_notice_rules(reader),
        privacy=read_privacy_rules(reader),
        metrics=read_metric_rules(reader),
        causes=read_cause_rules(reader),
    )
    if rules.allow_big_change:
        reader.problems[rule_settings.ALLOW_BIG_CHANGE.name] = (
            "The limit is off. Set this back to no when the change has come through."
        )
    if not shifts:
        reader.problems.setdefault(
            rule_settings.SHIFTS[0].name,
            "No day has a shift, so every open case shows LAST SHIFT. Type your shifts.",
        )
    return rules, reader.problems


def settings_rows(
    problems: Mapping[str, str], *, zone: str | None = None, standing: Collection[str] = ()
) -> list[Row]:
    """
    Return the rows of the `Settings` tab. A typed value is never touched; a new row gets the default.

    *zone* is the time zone of the spreadsheet, a better first guess than the default. *standing* are the
    settings that the tab holds: of the brake, which somebody has lost out of it, the new row says yes.
    """
    first = {setting: setting.default for setting in SETTINGS}
    if zone:
        first[rule_settings.ZONE] = zone
    if standing:
        first[rule_settings.PAUSED] = "yes"
    return [
        Row(
            key=setting.name,
            values={
                "setting": setting.name,
                "area": area,
                "meaning": setting.meaning,
                "default_value": setting.default,
                "problem": problems.get(setting.name) or None,
            },
            human={"value": first[setting]},
            why="settings of this version",
        )
        for area, settings in AREAS.items()
        for setting in settings
    ]


def _quoted(value: Value) -> str:
    text = text_of(value).replace("\n", " ")
    return f'"{text[:_LONGEST_QUOTE]}…"' if len(text) > _LONGEST_QUOTE else f'"{text}"'
