"""Reading files of invoices and collections into plain records. No database, no decisions."""
