# 機器人自己會說的話：招呼、選單、說明、隱私、找真人，還有各種意外。

## 招呼和選單

welcome =
    .title = 歡迎
welcome-ask =
    你好，我是小幫手（聊天機器人）。e等公務園+ 的登入和時數問題，我一步一步幫你。你卡在哪裡？
    選一個，或直接打字問。身分證字號、密碼都不用給我。
    .again = 這句我沒看懂。請選一個最像的，或換個說法，例如「密碼忘了」。

menu =
    .title = 選單
menu-ask =
    需要哪一項？也可以直接打字問。

help =
    .title = 使用說明
help-told =
    { $control ->
        [bot] 直接打字問我，例如「彈跳視窗被擋住了」。
       *[other] 你的案件在客服那裡：現在打的字，會交給客服。想問我，先按「問小幫手」。
    }
    有按鈕時，按按鈕、打按鈕上的字、打數字（例如 1）都可以。
    /back 上一步　/menu 選單
    /human 找真人　/bot 問小幫手
    /restart 重來　/cancel 先停　/language 換語言
    /privacy 資料怎麼保管　/mydata 看資料　/forget 刪資料
    身分證字號和密碼，請不要傳給我。

language =
    .title = 換語言
language-ask = 要用哪一種語言？ Which language?
    .zh-tw = 繁體中文
    .en = English
language-changed = 好，我說中文。

## 隱私

privacy =
    .title = 隱私
privacy-told =
    <b>記什麼：</b>你的語言、走到哪一步、選了什麼，好接著幫你；你最後寫的幾句話；還有你找真人的請求、跟客服說的話。
    <b>留多久：</b>你不再說話，對話 { $session-days } 天後刪掉；找真人的請求結束後留 { $handoff-days } 天。我沒看懂的句子另外留 { $review-days } 天，用來學，不記是誰說的。
    <b>誰看得到：</b>加密存在營運單位的電腦裡，他們和客服看得到。
    <b>不用給我：</b>身分證字號、密碼、PIN 碼。不小心打了，我認得出來的會先遮住，才存下來。
    想看你的資料，或全部刪掉，按下面的按鈕。

mydata =
    .title = 看我的資料
mydata-told =
    <b>我記著你的這些：</b>
    語言：繁體中文
    走到哪一步：{ $standing ->
        [yes] { $place }
       *[no] 現在沒有走到一半的
    }
    你的回答：{ $answered ->
        [yes] { $answers }
       *[no] 還沒有
    }
    你最後寫的：{ $wrote ->
        [yes] { $typed }
       *[no] 沒有留著
    }
    找真人：{ $asked ->
        [yes] { $asked-at } 提出，結束後留 { $handoff-days } 天
       *[no] 這段對話裡沒有；更早的請求，結束後最多留 { $handoff-days } 天
    }
    跟客服的對話、評分：{ $has-ticket ->
        [yes] 也留著，案件 { $ticket } 號
       *[no] 有過的話，跟請求一起留著
    }
    你不再說話的話，對話在 { $until } 刪掉。

forget =
    .title = 刪除我的資料
forget-ask =
    <b>真的要全部刪掉嗎？</b>
    會刪掉：我們的對話、你走到哪一步、找真人的請求、跟客服的對話（客服那邊也一起刪）。
    刪了就救不回來；還想找真人，要重新提出。
    聊天畫面上的訊息我碰不到，要你自己刪。
    .erase = 全部刪掉
    .keep = 先不要
    .again = 這句我沒看懂。要刪，請按「全部刪掉」；不刪，請按「先不要」。
forget-erased =
    都刪掉了：我們的對話、你走到哪一步、找真人的請求、跟客服的對話、還在等著處理或送出的訊息。
    下次你傳訊息來，我們就像第一次見面。祝你一切順利！
forget-kept = 好，什麼都沒刪。

## 找真人

human =
    .title = 找真人
human-sorry = 抱歉，我一直沒看懂你的意思。
human-tried = 辛苦你了，該試的你都試了。這一步要請真人看。
human-ask-matter = 好，我幫你找真人。先告訴我是哪件事，我好交給對的人；也可以直接打字告訴我。
    .login = 登入、帳號
    .card = 憑證、插卡
    .hours = 時數、證書
    .page = 網頁沒反應
    .something-else = 其他
    .not-now = 先不用
human-ask-more = { $listed ->
        [yes] 我會把這些交給客服，你不用再講一遍：{ $about }
       *[no] 好，我轉給客服。
    }
    要補充什麼嗎？可以打字，也可以傳截圖。沒有的話，按「直接送出」。
    身分證字號和密碼不用給。
    .hand-over = 直接送出
    .not-now = 先不用
human-not-now = 好，先不找人。有需要再按「找真人」。
human-told-open =
    送出了，你的案件編號是 <b>{ $ticket }</b>{ $queued ->
        [yes] ，目前排第 { $place } 位
       *[no] { "" }
    }。客服會在這裡回覆你，之後你寫的、傳的都會一起交過去。
    急的話可以打電話：{ $hotline ->
        [egov] 我的e政府 <code>02-2192-7111</code>。
        [ecpa] 人事服務網 eCPA <code>02-2397-9108</code>（9:00～12:00、14:00～17:00）。
       *[other] 我的e政府 <code>02-2192-7111</code>，人事服務網 eCPA <code>02-2397-9108</code>（9:00～12:00、14:00～17:00）。
    }
    等的時候想問我，按「問小幫手」。
human-told-closed =
    送出了，你的案件編號是 <b>{ $ticket }</b>。客服現在休息，<b>{ $month } 月 { $day } 日（{ $weekday ->
        [mon] 一
        [tue] 二
        [wed] 三
        [thu] 四
        [fri] 五
        [sat] 六
       *[sun] 日
    }）{ $time }</b> 開始上班，會照順序在這裡回覆你{ $queued ->
        [yes] （排第 { $place } 位）
       *[no] { "" }
    }。
    急的話可以打電話：{ $hotline ->
        [egov] 我的e政府 <code>02-2192-7111</code>。
        [ecpa] 人事服務網 eCPA <code>02-2397-9108</code>（9:00～12:00、14:00～17:00）。
       *[other] 我的e政府 <code>02-2192-7111</code>，人事服務網 eCPA <code>02-2397-9108</code>（9:00～12:00、14:00～17:00）。
    }
    等的時候想問我，按「問小幫手」。
human-again-open =
    好，你的 <b>{ $ticket } 號案件</b>重新打開了{ $queued ->
        [yes] ，目前排第 { $place } 位
       *[no] { "" }
    }。前面談過的都在，客服會在這裡接著回覆你。
    等的時候想問我，按「問小幫手」。
human-again-closed =
    好，你的 <b>{ $ticket } 號案件</b>重新打開了，前面談過的都在。客服現在休息，<b>{ $month } 月 { $day } 日（{ $weekday ->
        [mon] 一
        [tue] 二
        [wed] 三
        [thu] 四
        [fri] 五
        [sat] 六
       *[sun] 日
    }）{ $time }</b> 開始上班，會在這裡接著回覆你{ $queued ->
        [yes] （排第 { $place } 位）
       *[no] { "" }
    }。
    等的時候想問我，按「問小幫手」。
human-still-waiting = { $queued ->
        [yes] 你的 { $ticket } 號案件還在客服那裡，目前排第 { $place } 位。你接下來寫的，我都會交過去。
       *[no] 客服正在處理你的 { $ticket } 號案件，你寫的會直接給他。
    }
human-told-egov =
    我記下來了：你要找真人。多久會有人回，我不能保證，所以急的話請直接聯絡<b>我的e政府客服</b>：
    電話 <code>02-2192-7111</code>
    打不通就寫信 <code>egov@service.gov.tw</code>
    先記好：做到哪一步、畫面上寫什麼。期限快到了，也先跟承辦人說一聲。
    等的時候，還是可以問我。
human-told-ecpa =
    我記下來了：你要找真人。多久會有人回，我不能保證，所以急的話請直接聯絡<b>人事服務網 eCPA 客服</b>：
    電話 <code>02-2397-9108</code>（9:00～12:00、14:00～17:00）
    信箱 <code>pemis@dgpa.gov.tw</code>
    先記好：做到哪一步、畫面上寫什麼。期限快到了，也先跟承辦人說一聲。
    等的時候，還是可以問我。
human-told-both =
    我記下來了：你要找真人。多久會有人回，我不能保證，急的話請直接聯絡：
    <b>我的e政府</b>：<code>02-2192-7111</code>，打不通就寫信 <code>egov@service.gov.tw</code>
    <b>人事服務網 eCPA</b>：<code>02-2397-9108</code>（9:00～12:00、14:00～17:00），信箱 <code>pemis@dgpa.gov.tw</code>
    先記好：做到哪一步、畫面上寫什麼。期限快到了，也先跟承辦人說一聲。
    等的時候，還是可以問我。

## 停、重來、回來

cancel =
    .title = 先停
cancel-stopped = 好，先停在這裡。想再開始，打字問我，或按「選單」。

restart =
    .title = 重來
restart-again = 好，我們從頭來。

resume =
    .title = 回到剛才
resume-back = 我們回到剛才這一步：

correction =
    .title = 改答案
correction-earlier = 好，回上一步：

timeout =
    .title = 還在嗎
timeout-ask =
    還在嗎？不急，你做到哪裡我都記得。
    準備好了，按「繼續」就接著做。
timeout-go-on = 歡迎回來，我們接著做：

## 沒看懂

no-match =
    .title = 沒看懂
no-match-again = 這句我沒看懂。請選下面一個，或換個說法再打一次。

did-you-mean =
    .title = 你是問這個嗎
did-you-mean-ask = 我不太確定你的意思。是下面哪一個？請按一個，或換個說法。
did-you-mean-rephrase = 好，那請換個說法，例如打出畫面上的錯誤訊息。想問人，按「找真人」。

out-of-scope =
    .title = 我不懂的事
out-of-scope-sorry =
    抱歉，這句我沒看懂，也可能不是我會的事。我會的是 e等公務園+ 的登入、帳號和時數。
    請換個說法，例如「密碼忘了」；或按「選單」挑一題、按「找真人」。

## 意外

stale-button =
    .title = 舊按鈕
stale-button-ask =
    { $offered ->
        [yes] 這個按鈕是之前那一步的，已經過了。要從頭做那一段，還是繼續現在的？
       *[no] 這個按鈕是之前的，現在不能用了。請按「繼續」。
    }
stale-button-go-on = 好，我們繼續。

moved-on =
    .title = 內容更新了
moved-on-sorry = 這段說明剛剛更新過，你剛才那一步不見了，抱歉。請從這裡接著做：

attachment =
    .title = 收到檔案
attachment-told =
    收到你的{ $kind ->
        [picture] 圖片
        [sticker] 貼圖
        [animation] 動圖
        [dice] 骰子
        [voice] 語音
        [video] 影片
        [location] 訊息
        [contact] 訊息
        [poll] 訊息
       *[other] 檔案
    }了，不過我只看得懂文字。
    請打字告訴我畫面上寫什麼，例如錯誤訊息。身分證字號和密碼不用打。{ $desk ->
        [none] { "" }
       *[other] 想讓客服看圖，請按「找真人」，再傳一次。
    }

group-chat =
    .title = 群組
group-chat-told = 為了保護你的資料，我只在一對一聊天裡幫忙。請點我的名字，私下傳訊息給我。

too-much =
    .title = 太快了
too-much-told = 訊息來得太快，我跟不上。請等半分鐘再繼續；在那之前傳來的，我不會看到。

internal-error =
    .title = 出了點問題
internal-error-sorry = 抱歉，我這邊出了點問題，不是你的錯，我已經記下來請人看。你可以再說一次剛才的話，或按「選單」從頭開始。
internal-error-sorry-open =
    抱歉，我這邊出了點問題，不是你的錯。我已經請客服來看，你的案件編號是 <b>{ $ticket }</b>，目前排第 { $place } 位，他們會在這裡回覆你。
    請再說一次剛才的話，我會交給他們。想先問我，按「問小幫手」。
internal-error-sorry-closed =
    抱歉，我這邊出了點問題，不是你的錯。我已經請客服來看，你的案件編號是 <b>{ $ticket }</b>。客服現在休息，<b>{ $month } 月 { $day } 日（{ $weekday ->
        [mon] 一
        [tue] 二
        [wed] 三
        [thu] 四
        [fri] 五
        [sat] 六
       *[sun] 日
    }）{ $time }</b> 開始上班，會在這裡回覆你（排第 { $place } 位）。
    請再說一次剛才的話，我會交給他們。想先問我，按「問小幫手」。
internal-error-sorry-waiting = 抱歉，我這邊又出了點問題，不是你的錯，我也跟客服說了。你的 { $ticket } 號案件還在他們那裡，請再說一次剛才的話。

masked =
    .title = 遮住個資
masked-told =
    為了保護你，我把你打的個人資料遮住了，沒有存下來。{ $deleted ->
        [yes] 那則訊息我也刪掉了；如果還看得到，請你自己刪掉。
       *[no] 可以的話，請把那則訊息刪掉。
    }{ $attached ->
        [yes] 附的圖或檔案也一起刪了，請遮住號碼再傳一次。
       *[no] { "" }
    }
    我不需要身分證字號、電話或密碼，沒有它們也能幫你。
