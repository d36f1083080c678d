"""A stack of layers as text, one layer a line: ``conv 64 k3 p1``. Read by a small table, never run.

A layer reads the one before it. ``as a`` after a layer names it, ``from a`` says that a layer reads that one,
``cat a b`` and ``add a b`` join several (of one name, that layer and the one before), ``unpool k2 of a`` reads the
indices of a pooling. The input of the stack is named ``input``.
"""

from ui.text.stack_text.grammar import GRAMMAR as GRAMMAR
from ui.text.stack_text.grammar import LARGEST as LARGEST
from ui.text.stack_text.grammar import MODULES as MODULES
from ui.text.stack_text.grammar import Rule as Rule
from ui.text.stack_text.limits import LONGEST as LONGEST
from ui.text.stack_text.limits import MAX_CHARACTERS as MAX_CHARACTERS
from ui.text.stack_text.limits import MAX_LINES as MAX_LINES
from ui.text.stack_text.limits import MAX_SHAPE_CHARACTERS as MAX_SHAPE_CHARACTERS
from ui.text.stack_text.limits import MOST_CHANNELS as MOST_CHANNELS
from ui.text.stack_text.limits import StackTextError as StackTextError
from ui.text.stack_text.read import parse_stack as parse_stack
from ui.text.stack_text.shape import AXES as AXES
from ui.text.stack_text.shape import format_shape as format_shape
from ui.text.stack_text.shape import parse_shape as parse_shape
from ui.text.stack_text.write import format_layer as format_layer
from ui.text.stack_text.write import format_stack as format_stack
