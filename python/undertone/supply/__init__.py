"""What suppliers need of their lines: characterisation, batches, coverage, evidence."""
