"""What every room may import, and which imports no room."""
