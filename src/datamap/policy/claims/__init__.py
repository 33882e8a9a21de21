"""Statements -> claims: one module a family of kinds."""
