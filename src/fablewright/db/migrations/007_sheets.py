"""Characters' sheets."""

from fablewright.db.sql_files import from_files

revision, down_revision = "007", "006"
upgrade, downgrade = from_files(__file__)
