"""What a project should hold for its programs, and how that differs from what it holds (design §7, `usher setup`)."""
