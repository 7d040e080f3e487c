"""GitLab's REST API v4, one file per resource. Nothing is decided here: parameters in, world, JSON out."""
