"""What people write themselves, in the page's editor."""
