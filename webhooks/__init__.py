"""The HTTP edge: what GitLab, forms and people's browsers reach."""
