"""Wrong rules: what learners often take for the rule of a pooling layer, each computed on the same input as the truth,
so that an answer which follows one of them can be told what it follows.

A wrong rule has a name and no words. Most are a neighbouring truth (another stride, another divisor) and are computed
by the core itself, on other windows or by another reduction. Not here: judging an answer, and what is said of it.
"""
