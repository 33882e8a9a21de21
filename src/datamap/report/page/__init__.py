"""The template and the style of the report."""
