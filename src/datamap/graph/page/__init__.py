"""The style and the script of the interactive diagram, our own, without any library."""
