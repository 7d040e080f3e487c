"""Clocks: what is done when time passes without what should have happened (rules.md, clocks)."""
