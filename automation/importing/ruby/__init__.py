"""The Ruby of conditions, as far as it is known."""
