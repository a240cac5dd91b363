"""The doors to the studio: the HTTP API, live streams, and files for browsers."""
