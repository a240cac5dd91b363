"""The record of a story: what was asked, what it says, how far its book is."""
