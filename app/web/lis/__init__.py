"""Pages for a doctor in training, and the same pages for those who may read the record."""
