"""Finished files: content-addressed, never changed, in a local folder or a bucket."""
