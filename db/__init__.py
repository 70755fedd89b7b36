"""PostgreSQL and nothing but: tables and queries, one file a feature."""
