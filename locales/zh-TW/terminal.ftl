# 終端機聊天。
terminal-hint = 打數字、按鈕上的字，或直接打問題。/help 看說明，Ctrl-D 離開。
terminal-navigation = 其他：
terminal-goodbye = 再見！你做到哪裡我都記著，下次接著來。
