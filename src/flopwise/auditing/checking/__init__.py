"""Holding what a text states against the rules, the catalog and its own figures."""
