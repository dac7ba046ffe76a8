-- The program replaces subjects itself on SQLite.
SELECT 1;
