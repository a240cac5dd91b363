"""Who looks at finished pictures: `base.py` says what an inspector can do, the rest does it."""
