"""Scenario files: what people do, step by step, and what GitLab has to hold after each step (design.md §9)."""
