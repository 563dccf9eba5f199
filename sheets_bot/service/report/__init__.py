"""The weekly report on its way: into its tab, and once to each owner. What it says: `domain/report/`."""
