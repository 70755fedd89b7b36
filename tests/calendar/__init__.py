"""The suite's tests of days and hours, run as if it were another day: `make test-calendar`."""
