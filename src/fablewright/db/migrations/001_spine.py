"""People, characters, ledger, stories, asset jobs, assets and events."""

from fablewright.db.sql_files import from_files

revision, down_revision = "001", None
upgrade, downgrade = from_files(__file__)
