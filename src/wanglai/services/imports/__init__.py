"""Files in: read, looked at, corrected, and only then booked."""
