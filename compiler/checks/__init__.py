"""What is wrong with values although they build: a rule a module, which says what it can prove."""
