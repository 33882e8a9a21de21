"""Facts -> modules, symbols, classes and their order of resolution."""
