# 按鈕上的字，好幾個地方共用。十個字以內。

## 每則訊息下面都有的
label-back = 上一步
label-menu = 選單
label-bot = 問小幫手
label-human = 找真人

## 結果
label-worked = 好了
label-not-worked = 還是不行
label-still-blocked = 還是被擋
label-shown = 有出現
label-not-shown = 沒有出現
label-enough = 這樣就夠了

## 往下走
label-next = 做好了
label-continue = 繼續
label-yes = 是
label-no = 不是
label-unsure = 我不確定
label-none-of-these = 都不是
label-ask-human = 我想問真人
label-go-login = 帶我登入
label-convert = 轉成公務帳號
label-use-password = 改用帳號密碼
label-want-hours = 我還是要時數

## 身分
label-civil = 公務人員
label-contract = 約聘僱人員
label-teacher = 教師
label-public = 一般民眾
label-foreigner = 沒有身分證

## 時數
label-needed = 需要
label-not-needed = 不需要
label-import = 要匯入
label-print = 只要證書

## 帳號
label-egov = 我的e政府
label-ecpa = 人事服務網 eCPA
label-social = Google、FB 等
label-no-account = 沒有帳號
label-lookup = 查我有沒有帳號
label-used-wrong = 我已經用錯帳號
label-not-me = 好像不是我
label-forgot = 忘了帳號或密碼
label-locked = 帳號被鎖住
label-page = 網頁沒反應
label-registered = 註冊好了
label-no-field = 沒有身分證欄位
label-unit = 聘任單位是空的

## 憑證
label-signed-in = 登入了
label-no-card = 讀不到卡片
label-fixed = 弄好了

## 主題
label-login-problem = 登不進去
label-first-login = 第一次登入
label-which-account = 該用哪個帳號
label-missing-id = 時數或身分證沒出現
label-popup-blocked = 彈跳視窗被擋
label-certificate-update = 更新憑證
label-language = 語言 Language
