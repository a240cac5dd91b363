"""See base.py for what this room promises."""
