"""The queue: work that waits, enqueued in the transaction that creates it."""
