"""Text -> blocks -> sentences -> claims -> the defects of the text itself."""
