"""The project file, `alloyc.yaml`: what is said once for every command, and which clusters there are."""
