"""Source rewritten without losing a comment or a blank. The only home of libcst."""
