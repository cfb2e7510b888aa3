popup-done = Twice.
