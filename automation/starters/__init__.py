"""What `usher init` writes into a new folder."""
