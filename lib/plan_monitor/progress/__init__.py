"""What it means: trajectories, task states, discipline."""
