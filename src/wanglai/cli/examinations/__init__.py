"""What ``wanglai doctor`` looks at."""
