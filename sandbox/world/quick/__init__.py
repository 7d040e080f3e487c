"""Quick actions: lines of a text that GitLab carries out (GitLab docs, user/project/quick_actions.md)."""
