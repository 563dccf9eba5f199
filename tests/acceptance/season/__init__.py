"""
A season at work: one specialist, the whole bot and a world that reacts, week after week.

The specialist who follows the sheet, the passing of shifts and the counting are those of practice
(`sheets_bot/practice/`); `others.py` are two more specialists to hold against. Nothing here knows how the bot
comes to its advice: it reads headers, as a person does.
"""

from sheets_bot.practice.follower import Specialist
from sheets_bot.practice.person import Person
from sheets_bot.practice.place import Place
from sheets_bot.practice.season import Season
from sheets_bot.practice.season import begun as begun_at
from whole_bot import House


def begun(house: House, specialist: Specialist) -> Season:
    """Return a season that is about to begin at *house*, set up and with the past in its tabs."""
    house.start_bot()
    person = Person(house.sandbox.base_url, house.person.spreadsheet_id)
    house._stack.callback(person.close)
    return begun_at(Place(house.sandbox, house.everything.bots[0], house.everything.jobs, person), specialist)
