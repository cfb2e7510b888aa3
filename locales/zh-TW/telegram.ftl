# Telegram 上的命令說明和介紹。
telegram-command-start = 開始
telegram-command-menu = 選單：我能幫什麼
telegram-command-help = 怎麼用小幫手
telegram-command-back = 回上一步
telegram-command-restart = 這一段從頭來
telegram-command-cancel = 先停在這裡
telegram-command-language = 換語言 Language
telegram-command-human = 找真人、客服電話
telegram-command-bot = 回到小幫手，先不等客服
telegram-command-privacy = 資料怎麼保管
telegram-command-mydata = 看我的資料
telegram-command-forget = 刪除我的資料

telegram-description =
    登不進 e等公務園+學習平臺？時數沒有上傳？
    我一步一步帶你：第一次登入、該用哪個帳號、少了身分證字號、彈跳視窗被擋、更新憑證。
    打字問我，或按按鈕都可以；我不行的，幫你找真人。
    我不會問你的身分證字號和密碼，請不要傳給我。
telegram-short-description = e等公務園+ 登入和學習時數的小幫手，一步一步帶你。不會問身分證字號和密碼。
