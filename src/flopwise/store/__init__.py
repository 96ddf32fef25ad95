"""One SQLite file for what a user keeps: saved work, challenges and answers of their own, votes.

It knows rows, not what they mean. `database` opens the file and refuses what it can't read,
`migrations` bring an older one up to date, and each other file keeps one kind of row.
"""
