"""What audits and readers make of published answers: verdicts, duels, a leaderboard.

`judging` has every answer audited, once; the other files count what came out and what readers voted.
"""
