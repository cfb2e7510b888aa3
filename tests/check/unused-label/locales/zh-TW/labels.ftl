label-worked = 好了
label-maybe = 也許
label-back = 上一步
label-menu = 選單
label-bot = 機器人
label-human = 找專人
