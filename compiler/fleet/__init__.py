"""A fleet: questions about many clusters, which cost what is different in them."""
