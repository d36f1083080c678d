"""A class at work: simulated students on Streamlit's own websocket, each judging every answer it gets.

`tab` is a browser tab, `exercises` what a student may change and what must come of it, `student` one of the class,
`servers` the processes they talk to, `phases` what is measured, `report` how it reads.
"""
