"""Appeals: a child asks a guardian to think again about a refusal."""
