"""From the words of a question to quantities with roles, names, and what is asked for."""
