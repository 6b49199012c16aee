"""What is remembered: tables, repositories that meet the ports, transactions, migrations."""
