"""Check it yourself: random calls through the core and through PyTorch, told to the browser while they run.

Not here: how calls are drawn and judged (``pooling_core.oracle.random_calls``).
"""
