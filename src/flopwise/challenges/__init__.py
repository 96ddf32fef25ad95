"""Challenges with known answers: the right answer of one that ships, and fresh ones without end."""
