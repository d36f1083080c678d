"""The app on the screen beside a minimal Streamlit app: time, server CPU, bytes and frames."""
