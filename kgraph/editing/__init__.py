"""What an editor needs to help with annotations."""
