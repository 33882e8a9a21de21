"""One file's text -> ModuleFacts. The only home of ast; depends on that file alone, so that it can be cached."""
