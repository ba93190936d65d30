"""What every call and value rests on: arguments checked, arrays, values that compare and go to JSON."""
