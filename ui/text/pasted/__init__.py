"""What people have at hand, read: code of PyTorch or Keras, a printed model, the last lines of a traceback.

Pure and bounded: a text is cut into lines and looked at, never run. ``read.read`` is the one way in.
"""
