"""Who is in the stories: characters and their traits."""
