"""The example scripts, run."""
