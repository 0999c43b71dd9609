"""What all screens share: the door every view stands behind, the frame, page pieces."""
