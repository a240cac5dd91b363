"""Who somebody is. For now there is one person, the owner, and their token."""
