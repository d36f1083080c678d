"""The way back: the gradient of every operation. Sums spread over the cells they read, maxima scatter to the winner.

One file per family, beside what they share. Not here: the forward result, which compute gives, and the gradient in
words (explain).
"""
