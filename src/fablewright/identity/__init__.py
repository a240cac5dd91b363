"""Who is asking, how much they may make, and how often they may ask."""
