"""A class at work: simulated students as their browsers are to the server, each judging every picture it gets.

`tab` is a browser tab as Streamlit knows it, `session` its websocket, `line` a connection that is kept, `pictures` what
a page asks over it, `exercises` what a student may change and what must come of it, `student` one of the class, `book`
what is written down, `room` the students of one port, `phases` what is measured, `report` how it reads, `beside` two
revisions in turns.
"""
