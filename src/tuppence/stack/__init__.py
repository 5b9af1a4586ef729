"""What runs, where it lives, and whether it works: embedded servers, processes, the CLI."""
