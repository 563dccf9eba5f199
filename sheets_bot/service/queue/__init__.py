"""
Past one machine: one process says what is due, others carry it out, PostgreSQL is between them.

`leader.py` puts what is due into the queue, `hinted.py` what webhooks ask for, `worker.py` carries it out,
`rescuer.py` takes up what a dead worker left, `guard.py` keeps two workers out of one spreadsheet, `runs.py`
keeps how runs ended, `turns.py` the turns at Google and `board.py` what the health page says. The queue is
Procrastinate's. Only this folder imports it and psycopg.
Nothing here matters for good: with the database lost, the `Status` tabs say what is due.
"""
