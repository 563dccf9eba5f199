"""
Practice: a specialist's shifts in an imitated world, by a person or by a script, and what came of them.

`place.py` is a world with the bot at work in it; `person.py` the spreadsheet as a person has it open, and
`desk.py` what a specialist reads and does there; `follower.py` is the script that does what the sheet
recommends. `season.py` lets a script's shifts pass, `attendance.py` a person's. What came of it is counted
from the world's truth by `seen.py` and `account.py`, and told by `telling.py` and `days.py`. Nothing here is
part of a working bot, or knows how it comes to its advice: it reads headers, as a person does.
"""
