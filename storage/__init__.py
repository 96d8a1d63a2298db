"""Tables, and the queries of one subject in each file; a transaction is the caller's.

`database` opens SQLite or PostgreSQL, `inbox` keeps what LINE delivers, `secrets` seals, `claims`
hands out rows that are due.
"""
