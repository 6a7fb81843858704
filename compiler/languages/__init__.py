"""The small languages inside configurations: read along grammars, every fault with its place; run where they run."""
