"""What customers dispute: today a flag with a note on an open item."""
