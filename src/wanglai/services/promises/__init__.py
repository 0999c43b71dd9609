"""What customers promise to pay: today a flag with a day and a note on an open item."""
