"""The binder: from a manuscript to a printed book (PDF) and one that reads itself aloud (EPUB)."""
