"""A short true story on a sandbox: people act over HTTP, Usher answers, and what then stands in GitLab is checked."""
