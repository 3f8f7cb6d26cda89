"""What each claim rests on."""
