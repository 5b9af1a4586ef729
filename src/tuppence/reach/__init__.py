"""What goes out to people by itself: hints to who is looking, pushes to who is not."""
