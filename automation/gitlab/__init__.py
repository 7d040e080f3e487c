"""The only code that talks to GitLab: reading issues, writing effects, keeping within GitLab's limits."""
