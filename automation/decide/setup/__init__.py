"""What a project should hold for its programs and how that differs from what is there (design.md §7, `usher setup`)."""
