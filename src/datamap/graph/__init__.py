"""Practices -> data-flow graph, its queries and diagrams. The only home of networkx."""
