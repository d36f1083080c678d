"""
Claims, judged
==============

Statements one reads about pooling. None of the verdicts is written down: each claim names calls and what should come
of them, and both libraries run the calls.

关于池化的常见说法，由两个库实际运行来判断对错，结论不是事先写好的。

Run it from the root of the checkout: ``python -m examples.claims_judged``
"""

from ui.claims import judge
from ui.words.listed import listed

claims = listed("claims")
WIDTH = max(len(claim["says"]) for claim in claims) + 2
TEXT = f"{{:<{WIDTH}}}{{:>14}}{{:>8}}".format

verdicts = {True: [], False: []}
print(TEXT("claim", "pooling_core", "torch"))
for claim in claims:
    ours, theirs = judge(claim, by_torch=False).holds, judge(claim, by_torch=True).holds
    verdicts[theirs].append(ours)
    print(TEXT(claim["says"], str(ours).lower(), str(theirs).lower()))

print()
print(TEXT("how many", "pooling_core", "torch"))
for verdict in (True, False):
    ours = sum(all_ours == verdict for told in verdicts.values() for all_ours in told)
    print(TEXT(f"are {str(verdict).lower()}", ours, len(verdicts[verdict])))
