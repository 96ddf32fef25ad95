"""From descriptions of models to workloads."""
