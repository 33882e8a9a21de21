"""Findings in an editor, over the language server protocol: ``protocol`` carries messages, ``server`` answers them, the rest is words."""
