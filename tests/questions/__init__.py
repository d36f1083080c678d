"""What people asked in public, asked of the app: numbers only, each with where it was asked and the right answer."""
