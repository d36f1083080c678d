"""Why a result is what it is: the trace of a run as plain data, its arithmetic as text, what a touch changed,
what goes wrong by other rules.

What stands here explains a record of compute or backward and asks nothing twice. Not here: anything that a result
needs in order to come out.
"""
