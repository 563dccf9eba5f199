"""
The long-running process around the jobs: configuration, clock, wiring, timetable, health, logs.
"""
