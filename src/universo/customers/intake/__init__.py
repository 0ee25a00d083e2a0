"""Files of customers: from bytes that may be anything to rows with a field for each column."""
