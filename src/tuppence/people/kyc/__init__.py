"""Who somebody is, shown by a document: checks by a provider, and the tier that comes of them."""
