"""
A season at work: one specialist, the whole bot and a world that reacts, week after week.

`desk.py` is what a specialist sees and can do, in the sheet and at the platforms' own pages;
`specialists.py` are three of them; `timetable.py` lets shifts, the bot's rounds and the world's clock take
turns; `result.py` counts what came of it from the world's truth and prints the table. Nothing here knows
how the bot comes to its advice: it reads headers, as a person does.
"""
