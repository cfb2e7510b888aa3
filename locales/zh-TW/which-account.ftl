# 該用哪個帳號：身分 → 要不要時數 → 建議，再接到第一次登入。
which-account =
    .title = 該用哪個帳號

which-account-ask-role =
    我幫你挑帳號。你的身分是？
    （退休、志工、學生選「一般民眾」；外籍朋友選「沒有身分證」。）
    .again = 請選一個最接近的身分，也可以打數字，例如 1。拿不準就選「我不確定」。

which-account-ask-purpose =
    換個問法：讀完的時數，要給誰認？
    .office = 機關（終身學習）
    .school = 學校（教師研習）
    .environment = 環境教育
    .myself = 自己學，不用認

which-account-ask-hours =
    你需要時數證明，或要自己列印學習證明嗎？
    （終身學習、教師研習、環境教育的時數都算。）

which-account-ask-import =
    你的研習時數，要匯入全教網（全國教師在職進修網）嗎？

## 建議

which-account-civil =
    <b>請用公務帳號，兩種選一種：</b>
    • 人事服務網 eCPA（公務人員都有預設帳號）
    • 我的e政府的「公務帳號」
    兩種都沒有，建議用 eCPA。
    用一般會員、Google 或 Facebook 登入，時數不會上傳。

which-account-contract =
    <b>登入時選「公務人員」，用公務帳號：</b>
    • 有人事服務網 eCPA 帳號，就用它
    • 沒有的話，把「我的e政府」帳號申請成公務帳號
    用一般會員、Google 或 Facebook 登入，時數不會上傳。

which-account-teacher =
    <b>用「我的e政府」，填好身分證字號</b>，時數就能匯入全教網。正式、代理老師都一樣。
    平臺另一份說明則寫：全教網要用「公務帳號」，人員區分是「10教育人員」。
    想保險，就再轉成公務帳號；拿不準，先問學校人事。
    別用 Google、Facebook，時數不會上傳。

which-account-print =
    <b>哪種帳號都可以，</b>截圖或列印證書就行。
    只是 Google、Facebook 等社群帳號的證書，沒有身分證字號。
    平臺的引導另外寫：要自己列印學習證明，請用「我的e政府」。
    拿不準，先問收證書的人。

which-account-egov =
    <b>用「我的e政府」帳號。</b>
    時數靠身分證字號認人，下面做一樣就好：
    • 註冊時填完整姓名和身分證字號
    • 在我的e政府綁定（上傳）自然人憑證
    別用 Google、Facebook，時數不會上傳。

which-account-foreigner =
    <b>用「我的e政府」帳號，沒有身分證也能申請。</b>
    註冊時，身分證那一欄填「外來人口統一證號」；進階會員也可以用護照號碼。
    號碼只打在網站上，別傳給我。
    別用 Google、Facebook，時數不會上傳。

which-account-any =
    <b>哪種都可以：</b>我的e政府、facebook、Google+、Apple。
    不過社群帳號的證書沒有身分證字號，時數不會上傳，紀錄也不能合併。
    以後可能要時數，現在就用「我的e政府」。

which-account-safe =
    <b>拿不準，就用「我的e政府」，填好身分證字號。</b>
    萬一以後要轉公務帳號，之前的時數會自動補上傳；社群帳號就補不回來。
    在公家機關上班的話，先查有沒有公務帳號。
    .still-unsure = 我想問真人

## 查公務帳號

which-account-lookup =
    1. 打開 https://elearn.hrd.gov.tw 點「登入」
    2. 在「公務人員登入」點「我的e政府」
    3. 點「公務帳號查詢」
    4. 填身分證字號和姓名，按「有效公務帳號查詢」（只打在網站上，別傳給我）
    查到的「身分別」是什麼？帳號會遮住幾個字，是正常的。
    .official = 公務人員
    .natural = 自然人
    .nothing = 查不到帳號

which-account-natural =
    「自然人」就是一般會員帳號：
    • 公務人員、約聘僱人員：要轉成公務帳號，時數才會上傳
    • 教師：轉成公務人員的教育人員，最保險
    • 一般民眾：直接用它登入就好
    .as-it-is = 直接用它登入

## 用錯帳號上過課

which-account-used-wrong =
    看你之前用哪一種：
    • <b>我的e政府</b>：公務人員轉成公務帳號後，<b>再登入一次</b>學習平臺，之前的時數會自動補上傳，約 3 天後查
    • <b>Google、Facebook 等</b>：很抱歉，補不回來，要用對的帳號重新上課
    接下來要做什麼？
