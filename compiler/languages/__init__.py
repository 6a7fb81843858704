"""The languages that Alloy's arguments are written in, read exactly as Alloy reads them."""
