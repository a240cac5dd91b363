"""The event log: what happened to a story, in order and without a gap."""
