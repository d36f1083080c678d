"""Plotly figures from plain data: a Trace or an Axis in, a figure out. No streamlit, no mathematics of pooling."""
