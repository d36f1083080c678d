"""True or false?: statements one reads about pooling, guessed by the learner and judged by running them."""

import streamlit as st

from pooling_core import PoolingError, PoolSpec
from pooling_core.call.spec import signature
from pooling_core.explain.trace import trace
from pooling_core.oracle import calls as torch_check
from ui import claims, controls, lesson, oracle
from ui.content import words
from ui.lessons import LESSONS
from ui.stage import payload
from ui.stage.stage import stage
from ui.states import TRUE_OR_FALSE as FIELDS

LESSON = LESSONS["true_or_false"]
TEXT = LESSON.words
CLAIMS = {claim["id"]: claim for claim in TEXT["claims_list"]}


def show_stage(claim: dict) -> None:
    """The statement's own case on the grid, where it is a pooling call with a result."""
    side = claim.get("stage", claim["left"])
    name, inputs, arguments = claims.call_of(side)
    try:
        signature(name)
        explained = trace(PoolSpec.of(name, **arguments), inputs[0][0] if inputs[0].ndim == 3 else inputs[0])
    except PoolingError:
        return
    shown = payload.from_trace(explained, words("stage"), bins=explained.spec.adaptive, editable=False)
    stage(shown, key="claim_stage", on_edit=lambda: None)


lesson.begin(LESSON)
st.markdown(TEXT["lede"])
with st.sidebar:
    chosen = controls.listed(
        "claim", FIELDS, TEXT["claims"], {key: claim["says"] for key, claim in CLAIMS.items()}, "guess"
    )

claim = CLAIMS[chosen]
number = TEXT["statement_number"].format(number=list(CLAIMS).index(chosen) + 1, count=len(CLAIMS))
st.caption(f"{number} · {TEXT['heard'].format(heard=claim['heard'])}")
st.subheader(f"“{claim['says']}”", anchor=False)
guess = controls.select("guess", FIELDS, TEXT["guess"])
if guess != "undecided":
    by_torch = oracle.ready()
    judgement = claims.judge(claim, by_torch)
    verdict = TEXT["verdicts"]["true" if judgement.holds else "false"]
    right = (guess == "true") == judgement.holds
    (st.success if right else st.warning)(TEXT["right" if right else "wrong"].format(verdict=verdict))
    st.markdown(TEXT["holds"].format(holds=claim["holds"]))
    show_stage(claim)
    st.caption(TEXT["expects"][claim["expect"]].format(size=claim.get("size")))
    for side in judgement.sides:
        said = side.refusal and TEXT["refused"].format(message=side.refusal)
        lines = (side.text, *(said or side.shown).split("\n"))
        st.code("\n# ".join(lines), language="python", wrap_lines=True)
    if by_torch:
        st.caption(TEXT["judged_torch"].format(version=torch_check.load()))
    elif oracle.absent():
        st.caption(TEXT["judged_core"])
    else:
        oracle.await_in_background(TEXT["judged_core"])
