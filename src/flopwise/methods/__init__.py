"""The ways to know how much compute a training run took."""
