# 忘記密碼、忘記帳號、帳號被鎖、PIN 碼：先分哪一種，再一步一步拿回來。
forgot-password =
    .title = 忘記密碼或帳號

forgot-password-ask-which =
    別急，多半自己就能拿回來。是哪一種？
    .card-pin = 卡片的 PIN 碼
    .which = 我不確定
    .again = 請選一種最像的，也可以打數字，例如 1。拿不準就選「我不確定」。

forgot-password-tell =
    看看要你打密碼的那一頁，寫著什麼？
    • 「我的e政府」
    • 「人事服務網」或 eCPA
    • 「PIN」：那是卡片的密碼，6～8 碼
    • Google、Facebook 或 Apple
    .card-pin = 卡片的 PIN 碼

## 我的e政府

forgot-password-egov =
    1. 打開我的e政府 https://www.gov.tw 到「會員登入」
    2. 點「忘記密碼」
    3. 回答以前設的密碼提示問題，或用自然人憑證，設一個新密碼
    登入了嗎？（新密碼別傳給我。）
    .no-name = 連帳號也忘了

forgot-password-egov-more =
    換個辦法，有一種能用就好：
    • 有自然人憑證：在「會員登入」那一頁，用「以自然人憑證 重設密碼」
    • 有公務帳號：到學習平臺的「公務帳號查詢」，查到後按「忘記密碼」，建議選簡訊取回
    登入了嗎？都沒辦法，請按「還是不行」，我請人幫你。

forgot-password-egov-name =
    1. 打開我的e政府 https://www.gov.tw 到「會員登入」
    2. 點「忘記帳號」，照畫面找回來
    公務帳號也能用學習平臺的「公務帳號查詢」找，帳號會遮住幾個字。
    資料只打在網站上，別傳給我。找到帳號了嗎？
    .found = 找到了，找密碼

forgot-password-locked =
    我的e政府帳號被鎖或還沒啟用，用你本人的自然人憑證就能打開：
    1. 打開 https://www.gov.tw 到「會員登入」
    2. 點「以自然人憑證 啟用帳號」
    3. 照畫面做完，再登入一次
    登入了嗎？手邊沒有憑證，請按「還是不行」，我請人幫你。
    .card-pin = 卡片也鎖住了

## 人事服務網 eCPA

forgot-password-ecpa =
    有兩種情形：
    • <b>從來沒登入過 eCPA</b>：在登入頁按「重設驗證」，拿到初始密碼，再用身分證號和它登入
    • <b>以前登入過</b>：要請機關的人事重設，按「以前登入過」，我教你怎麼請
    號碼和密碼只打在網站上，別傳給我。
    登入了嗎？
    .used-before = 以前登入過

forgot-password-ecpa-hr =
    請人事重設：
    1. 找你機關的人事主管、有授權的人事人員，或持機關憑證的人
    2. 請他到 eCPA「權限與兼辦管理」→「重設員工密碼」
    3. 用身分證號和重設後的初始密碼登入
    登入了嗎？

## 卡片和別家的帳號

forgot-password-pin =
    PIN 碼忘了或鎖卡，要到<b>發卡的憑證網站</b>處理：
    1. 先別再試，錯太多次會鎖卡
    2. 自然人憑證：到 https://moica.nat.gov.tw 找解鎖或重設
    3. 健保卡：請問健保署
    PIN 碼是 6～8 碼，別傳給我。急著登入，平臺說明寫也可以用帳號密碼（給老師的說明則寫要用卡片）。
    處理好了嗎？

forgot-password-social =
    這個密碼要到 Google、Facebook 或 Apple 自己的網站重設，學習平臺改不了。
    不過社群帳號的時數不會上傳，證書也沒有身分證字號；要時數的話，趁現在換帳號比較好。
    拿回密碼了嗎？
    .change-account = 幫我換帳號

forgot-password-regained = 太好了，我們接著申請。

forgot-password-lost = 密碼拿不回來，沒關係，我們找人幫忙。
