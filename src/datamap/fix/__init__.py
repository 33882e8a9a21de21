"""Source rewritten without losing a comment or a blank. The only home of libcst.

``plan`` turns findings into edits, ``apply`` has a process of its own carry them out file by file (``worker``), since libcst can die of
what it reads, and ``rewrite`` is what that process does.
"""
