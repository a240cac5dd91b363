"""The ledger: every request to an artist, every attempt, every result that is kept."""
