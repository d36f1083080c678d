"""What Poolscope costs, measured beside other engines."""
