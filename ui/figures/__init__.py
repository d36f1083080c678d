"""Figures from plain data: a Trace or an Axis in, a Plotly figure out; the stage's payload in, a still picture out.

No streamlit, no mathematics of pooling.
"""
