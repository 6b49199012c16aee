"""Filling in a table: choosing it, its figures item by item or all at once, looking it over, handing it in, and after."""
