"""Where pasted texts lead."""
