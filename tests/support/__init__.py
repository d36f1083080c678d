"""What tests of several rooms share: imports as read, lessons and facts as parametrised, pages as opened and read.

What only one room needs stands in that room, in a file that is no test.
"""
