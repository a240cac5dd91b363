"""Accounts, guests and sessions; quotas; rate limits; what an administrator may do."""

from fablewright.db.sql_files import from_files

revision, down_revision = "004", "003"
upgrade, downgrade = from_files(__file__)
