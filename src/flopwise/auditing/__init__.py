"""A written estimate becomes claims, the claims are checked, and the whole gap is explained."""
