"""Row level security on every table with an owner, and the few functions that look across owners."""

from fablewright.db.sql_files import from_files

revision, down_revision = "003", "002"
upgrade, downgrade = from_files(__file__)
