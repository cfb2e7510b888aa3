popup-done = 兩次
