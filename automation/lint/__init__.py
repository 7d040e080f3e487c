"""Named warnings about configurations that are valid and still wrong."""
