"""
A season at work: one specialist, the whole bot and a world that reacts, week after week.

The specialist who follows the sheet, the passing of shifts and what counts are those of practice
(`sheets_bot/practice/`); `others.py` are two more specialists to hold against, `result.py` puts all of them into
a table. Nothing here knows how the bot comes to its advice: it reads headers, as a person does.
"""

from datetime import timedelta

from sheets_bot.practice.desk import Desk
from sheets_bot.practice.follower import Specialist
from sheets_bot.practice.person import Person
from sheets_bot.practice.place import Place
from sheets_bot.practice.season import SYNC, Season
from whole_bot import House


def begun(house: House, specialist: Specialist) -> Season:
    """Return a season that is about to begin at *house*, set up and with the past in its tabs."""
    house.start_bot()
    person = Person(house.sandbox.base_url, house.person.spreadsheet_id)
    house._stack.callback(person.close)
    place = Place(house.sandbox, house.everything.bots[0], house.everything.jobs, person)
    place.bot.provision()
    place.round(SYNC)
    return Season(place, specialist, Desk(place))


def passes(season: Season, *, weeks: float) -> None:
    """Let all shifts of some weeks happen, and the time until the end of the last week."""
    starts_at = season.place.now
    ends_at = starts_at + timedelta(weeks=weeks)
    spans = season.place.rules().roster.spans_ending(after=starts_at, until=ends_at)
    season.works(span for span in spans if span.starts_at >= starts_at)
    season.place.until(ends_at)
