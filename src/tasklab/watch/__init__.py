"""What is new at the platforms: release sources, the watcher, support windows, notifications."""
