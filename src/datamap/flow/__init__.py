"""Program -> practices: summaries, access paths, forms, guards, evidence."""
