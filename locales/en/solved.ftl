solved =
    .title = Solved

solved-thanks =
    Great! Thank you for going through it step by step.
    These may be useful next, or just type a question:
