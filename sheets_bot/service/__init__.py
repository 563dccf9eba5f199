"""
The long-running process around the jobs: configuration, clock, wiring, timetable, health, logs.

Decides nothing about rows: that is `domain/`, `metrics/` and the jobs themselves. What is typed is in
`commands/`; several machines around a PostgreSQL are in `queue/`.
"""
