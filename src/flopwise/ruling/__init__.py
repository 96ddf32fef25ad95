"""Judging a model by the laws that draw a line at an amount of training compute."""
