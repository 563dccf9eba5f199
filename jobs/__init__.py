"""The timetable of the service: one small file per scheduled job, found by its `JOB`."""
