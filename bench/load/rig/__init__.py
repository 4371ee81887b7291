"""The parts of the load rig; run.py puts them together."""
