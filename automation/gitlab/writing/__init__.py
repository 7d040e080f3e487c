"""One module for each effect that GitLab carries out."""
