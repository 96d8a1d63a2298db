"""What runs by itself, a file for each job; any number of processes may run them (`schedule`)."""
