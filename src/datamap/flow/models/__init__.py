"""What the outside world does: models of libraries, answering the engine with results and effects."""
