"""The syntax of Alloy: grammar tables, parser, tree, printer."""
