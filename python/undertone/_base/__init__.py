"""What every call and value rests on: arguments looked at, arrays, values that compare and go to JSON."""
