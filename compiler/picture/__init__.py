"""The question "show me": a picture of what will run, from values or Alloy, as a page, SVG, Mermaid, DOT or JSON."""
