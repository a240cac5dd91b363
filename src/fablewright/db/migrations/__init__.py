"""Plain SQL, one pair of files a step: `NNN_name.sql` and the way back, `NNN_name.down.sql`.

The Python file beside each pair only tells Alembic the order.
"""
