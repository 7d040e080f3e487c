"""A small in-memory GitLab: REST, webhooks, its own clock, faults on demand.

It imports nothing of the rest of the project, so that it can contradict it.
"""
