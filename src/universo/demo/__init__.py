"""Demo data: invented people, companies, catalogue and rates, moved through the real use cases."""
