"""Everything of a person, for themselves to keep."""
