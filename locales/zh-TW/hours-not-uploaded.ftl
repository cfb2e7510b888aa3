# 時數沒上傳：學習紀錄 → 用哪個帳號 → 要進哪個系統 → 找出原因。
hours-not-uploaded =
    .title = 時數沒上傳

hours-not-uploaded-look =
    別急，多半找得到原因。登入後點「個人專區」→「學習紀錄」，找到那門課。
    它完成了沒，上傳了沒？
    .incomplete = 還沒完成
    .wait = 完成，不到 3 天
    .overdue = 完成，3 天後還沒傳
    .uploaded = 寫著已上傳
    .again = 請選一個最像的，也可以打數字，例如 1。看不懂就選「我不確定」。

hours-not-uploaded-incomplete =
    沒完成的課不會傳時數，缺的補起來就好：
    1. 每一章都讀，讀滿課程頁寫的時間
    2. 考試
    3. 填問卷
    4. 回「學習紀錄」再看一次
    變成完成了嗎？
    .worked = 完成了
    .how = 教我怎麼上課考試

hours-not-uploaded-wait =
    系統排程上傳，完成後大約 <b>3 個工作天</b>（放假日不算）。
    之後到終身學習網站、全教網或環教網查。
    趕著交？先列印證書，問承辦人能不能先收。還是沒有，再回來找我。

hours-not-uploaded-uploaded =
    已上傳，就到收時數的網站查：
    • 公務人員：終身學習網站
    • 教師：全教網
    • 環境教育：環教網
    找到了嗎？
    .worked = 找到了
    .not-worked = 那邊沒有

## 用哪個帳號

hours-not-uploaded-ask-login =
    超過 3 天，多半是帳號的關係：時數靠身分證字號認人。
    上課時，你是用哪個帳號登入的？

hours-not-uploaded-tell =
    想想看，打密碼的那一頁寫著什麼？
    • 「我的e政府」
    • 「人事服務網」或 eCPA
    • Google、Facebook 或 Apple

hours-not-uploaded-social =
    很抱歉，原因就在這裡：用社群帳號登入，平臺認不出你是誰，時數不會上傳，也<b>補不回來</b>。
    要拿時數，得換對的帳號重新上課。我可以幫你挑帳號，這次就不會白上。
    .pick = 幫我挑帳號
    .no-hours = 我不需要時數

## 要進哪個系統

hours-not-uploaded-ask-system =
    你的時數，要進到哪裡？
    .lifelong = 終身學習
    .teachers = 全教網（教師）
    .environment = 環境教育

hours-not-uploaded-ask-identity =
    點「個人專區」→「個人資料設定」，找「身分別」。
    它寫的是公務人員嗎？

hours-not-uploaded-convert =
    公務人員、約聘僱人員的話，原因就在這裡：<b>沒用公務帳號，時數不會上傳</b>。不用重新上課，這樣補救：
    1. 到我的e政府，轉成公務帳號
    2. 轉好後，<b>再登入一次</b>學習平臺
    3. 之前用我的e政府上課的時數會自動上傳，約 3 天後查
    我可以一步一步帶你轉。
    .not-civil = 我不是公務人員

hours-not-uploaded-checks =
    那就再看三樣：
    1. 「個人專區」→「個人資料設定」裡，有身分證字號
    2. 那門課有認證時數，狀態是完成
    3. 完成已經超過 3 個工作天
    找到原因了嗎？
    .found-it = 找到原因了
    .no-number = 沒有身分證字號
    .not-worked = 都對，還是沒有

hours-not-uploaded-teachers =
    進全教網，看這四樣：
    1. 「個人專區」→「個人資料設定」裡，有身分證字號
    2. 同一頁最下面，上傳全教網有打開（改完按「確定修改」）
    3. 課程有認證時數，已完成
    4. 平臺說要公務帳號，人員區分是「10教育人員」；給老師的說明說，身分證字號填好就行。拿不準，問學校人事
    找到原因了嗎？
    .found-it = 找到原因了
    .no-number = 沒有身分證字號
    .not-worked = 都對，還是沒有

hours-not-uploaded-environment =
    環境教育時數，看這四樣：
    1. 你在環教網有帳號，<b>服務單位</b>填對
    2. 「個人專區」→「個人資料設定」裡，有身分證字號
    3. 課程有認證時數，已完成
    4. 一般民眾用我的e政府；公務人員和教師，平臺要公務帳號
    找到原因了嗎？
    .found-it = 找到原因了
    .no-number = 沒有身分證字號
    .not-worked = 都對，還是沒有

hours-not-uploaded-ecpa-number =
    身分證字號可能還沒同步：
    1. e等公務園+ 和 eCPA 都登出
    2. 等 5 分鐘
    3. 點「登入」，從「公務人員登入」→「人事服務網eCPA」登入
    4. 再看「個人專區」→「個人資料設定」
    出現了嗎？（號碼別傳給我。）
