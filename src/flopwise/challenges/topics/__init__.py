"""What tasks are about: one file a topic, in each the makers of its tasks by level."""
