"""datamap compares what Python code does with personal data with what a privacy policy says."""

__version__ = "0.1.0"
