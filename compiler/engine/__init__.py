"""The tests of `alloyc test` through a real Alloy, on this machine alone, held against what the simulation says."""
