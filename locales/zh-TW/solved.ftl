solved =
    .title = 解決了

solved-thanks =
    太好了！謝謝你一步一步做完。
    接下來可能用得到這些，也可以直接打字問我：
