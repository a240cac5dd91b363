"""Private links: whoever has one may read that one story."""
