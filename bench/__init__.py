"""Measurements: `make bench` prints what they find. Speeds are given with a yardstick measured in
the same run, since machines differ and are shared."""
