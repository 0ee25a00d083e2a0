"""Reading files that people upload: CSV, XLSX, or either in a ZIP, streamed and within limits."""
