"""What is asked, topic by topic."""
