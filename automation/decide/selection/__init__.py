"""Selections: which existing issues a policy is for; what the row of a listing tells first, look-ups last."""
