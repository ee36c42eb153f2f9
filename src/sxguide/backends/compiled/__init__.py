"""The compiled back end: one person at a time, in microseconds.

The conditions and amounts of a service become Python functions when it is first asked for. Where they leave the outcome
open, what all completions agree on decides. Where something cannot be compiled, or may take too long, the interpreter
answers instead; the two agree everywhere.
"""

from sxguide.backends.compiled.backend import Compiled

__all__ = ["Compiled"]
