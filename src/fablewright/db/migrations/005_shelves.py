"""Libraries to keep stories in, reference pictures of characters, and the erasure of an account."""

from fablewright.db.sql_files import from_files

revision, down_revision = "005", "004"
upgrade, downgrade = from_files(__file__)
