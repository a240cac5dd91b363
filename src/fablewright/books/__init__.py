"""Picture books: the recipe, the steps, and the way from a wish to a finished book."""
