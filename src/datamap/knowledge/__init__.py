"""rules/ -> typed entries; every mistake is named by file and entry."""
