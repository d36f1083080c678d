"""Tests of what serves the app."""
