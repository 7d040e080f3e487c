"""Usher: runs programs on GitLab issues. See docs/ for the whole picture and README.md in each folder for its rules."""
