"""What does it take to train this model? FLOPs, step by step, with units and sources."""

__version__ = "0.1.0"
