"""Pay customers bills at whoever sent them."""
