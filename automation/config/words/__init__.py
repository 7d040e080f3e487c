"""The small languages inside values of the YAML: working time, due dates, patterns of comments."""
