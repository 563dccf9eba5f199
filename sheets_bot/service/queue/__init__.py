"""
Past one machine: one process says what is due, others carry it out, PostgreSQL is between them.

`leader.py` puts what is due into the queue, `worker.py` carries it out, `rescuer.py` takes up what a dead
worker left, `guard.py` keeps two workers out of one spreadsheet, `runs.py` keeps how runs ended and
`turns.py` the turns at Google. The queue itself is Procrastinate's. Only this folder imports it and psycopg.
Nothing here matters for good: with the database lost, the `Status` tabs say what is due.
"""
