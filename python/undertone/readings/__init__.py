"""What instruments and cameras read: measurements, their scale, pictures."""
