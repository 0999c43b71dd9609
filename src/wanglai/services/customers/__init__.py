"""The customer file: what customers are called and registered as, who pays for them, how they are classed, who looks after them."""
