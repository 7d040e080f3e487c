"""Policies of gitlab-triage as policies of ours."""
