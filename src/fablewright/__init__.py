"""Fablewright: a self-hosted story studio, from a spark of an idea to a picture book."""

__version__ = "0.1.0"
