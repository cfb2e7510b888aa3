# Canned replies: an agent types /say name, the learner gets the words below.

reply-hello = Hello, I am from the help desk. I have read what you wrote. Please give me a moment.
reply-screenshot = If you can, please send me a screenshot of what you see now. Cover ID numbers and passwords first.
reply-again = Please log out, close the browser, log in again, and tell me what you see.
reply-wait = I have to look it up. I will answer here; you need not keep watching.
reply-done = It should work now. Please try again and tell me what happens.
