"""dist/slotbell as its users start it: `make test-binary`, after `make binary`."""
