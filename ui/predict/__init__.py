"""What a learner can predict of a picture, and what wrong rules would make of it, as data for the browser that judges.

Nothing is judged here, and no rule of pooling stands here: wrong rules are in ``pooling_core.explain.wrong``.
"""
