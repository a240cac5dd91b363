"""Figures, one command: `make bench`, or `python -m bench` for a part of them."""
