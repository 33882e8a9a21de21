"""Findings and inventory -> each output format."""
