"""PostgreSQL: finding and running one, transactions, migrations, notifications."""
