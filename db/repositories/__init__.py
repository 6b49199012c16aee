"""The questions asked of the tables, answered in values of knowledge and handlers."""
