"""The history of the tables, for databases made by earlier versions."""
