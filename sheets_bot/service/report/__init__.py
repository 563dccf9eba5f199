"""The weekly report on its way: written into the tab, sent once to each owner. What it says: `domain/report/`."""
