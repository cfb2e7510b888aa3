# 客服：學員看到的，和客服群組裡看到的（desk- 開頭）。

## 學員：案件

ticket =
    .title = 我的案件
ticket-added = 收到，已加進你的 { $ticket } 號案件{ $queued ->
        [yes] ，目前排第 { $place } 位
       *[no] { "" }
    }。
ticket-added-closed = 收到，已加進你的 { $ticket } 號案件。客服 { $month } 月 { $day } 日（{ $weekday ->
        [mon] 一
        [tue] 二
        [wed] 三
        [thu] 四
        [fri] 五
        [sat] 六
       *[sun] 日
    }）{ $time } 上班，會在這裡回覆你。
ticket-taken = 客服人員來了，會在這裡回覆你。直接打字就好，也可以傳截圖。
ticket-released = 這位客服先離開，會有另一位接手。{ $ticket } 號案件和前面的對話都還在。
ticket-busy = 客服正在跟你對話，我先不插話。想問我，請按「問小幫手」。
ticket-nudge = { $ticket } 號案件：客服在等你回覆。方便的時候，直接在這裡打字就好。
ticket-nudge-away = { $ticket } 號案件：客服在等你回覆。方便的時候，請按「回覆客服」。
ticket-closing = { $ticket } 號案件還在等你回覆。再 { $left } { $unit ->
        [days] 天
        [hours] 小時
       *[minutes] 分鐘
    }沒有消息，就先當作解決了；之後隨時可以再問。
ticket-closing-away = { $ticket } 號案件還在等你回覆，請按「回覆客服」。再 { $left } { $unit ->
        [days] 天
        [hours] 小時
       *[minutes] 分鐘
    }沒有消息，就先當作解決了；之後隨時可以再問。
ticket-closed = { $ticket } 號案件結束了，接下來由我回答你。還有問題，直接打字就好；想找人，按「找真人」。
ticket-reopened = 好，{ $ticket } 號案件重新打開了，客服會接著看。你剛才寫的，已經交給他們。
ticket-returned = 客服把你交回給我，{ $ticket } 號案件還留著。
ticket-merged = 你的 { $merged } 號案件和先前的 { $ticket } 號案件是同一件事，客服把它們併在一起了。之後都看 { $ticket } 號案件，前面談過的都在。
ticket-rated-late = 謝謝你。評分的時間已經過了，不用再按。還有問題，直接打字就好。

bot =
    .title = 問小幫手
bot-told = 好，我在。{ $ticket } 號案件還在客服那裡；客服回覆時，會出現在這裡。要接著等客服，按「找真人」。

rejoin =
    .title = 回覆客服
rejoin-told = 好，直接打字就好，我會交給客服。也可以傳截圖。

withdraw =
    .title = 取消這個案件
withdraw-ask = 要取消 { $ticket } 號案件嗎？取消以後，客服就不會回覆你了。
    .withdraw = 取消這個案件
    .wait = 我再等等
withdraw-withdrawn = 好，{ $ticket } 號案件取消了。還需要人幫忙，隨時按「找真人」。
withdraw-kept = 好，{ $ticket } 號案件還在，客服會回覆你。

resolved =
    .title = 解決了嗎
resolved-ask = { $by ->
        [silence] 一直沒有你的消息，{ $ticket } 號案件先當作解決了。還沒好的話，按「還沒解決」就會重新打開。
       *[agent] 客服說 { $ticket } 號案件解決了。還沒好的話，按「還沒解決」，或直接打字告訴我現在的情況。
    }
    這次的幫忙，你覺得怎麼樣？
    .stars-one = ★ 很不滿意
    .stars-two = ★★ 不滿意
    .stars-three = ★★★ 普通
    .stars-four = ★★★★ 滿意
    .stars-five = ★★★★★ 很滿意
    .not-solved = 還沒解決
    .done = 好了，不評分
resolved-ask-comment = 謝謝你，評分收到了。有什麼想告訴我們的嗎？打一句話就好，沒有也沒關係。
    .no-comment = 沒有了
    .not-solved = 還沒解決
resolved-ask-whether = 我想確認一下：{ $ticket } 號案件還沒解決嗎？
    .not-yet = 還沒解決
    .already = 已經好了
resolved-noted = 好，謝謝你。祝你一切順利！
resolved-reopened = 好，{ $ticket } 號案件重新打開了，客服會接著看。請打字告訴我現在的情況，我一起轉給客服。
resolved-reopened-said = 好，{ $ticket } 號案件重新打開了，客服會接著看。你剛才寫的，已經交給他們。

incident =
    .title = 已知的狀況
incident-told = ⚠️ { $notice }
incident-ask = 🔧 你之前找客服問的{ $named ->
        [yes] 「{ $dialog }」
       *[no] 問題
    }，客服說修好了。你那邊現在可以用了嗎？
    .fixed = 好了
    .not-fixed = 還沒好
incident-thanks = 太好了，謝謝你告訴我。之後有問題，直接打字就好。

## 客服群組：單子的主題

desk-title = { $turn ->
        [new] 🔴
        [agent] 🟠
        [learner] 🟢
        [hold] ⏸
        [resolved] ✅
       *[over] ⬛
    } #{ $number } { $about }
desk-about-unknown = 其他
desk-card =
    <b>🎫 { $number } 號單</b>　{ $state ->
        [new] 🔴 新單，沒人接
        [open] 🟠 等客服回
        [pending] 🟢 等學員回
        [on-hold] ⏸ 擱著
        [resolved] ✅ 已解決
        [closed] ⬛ 已結束
        [spam] ⬛ 垃圾訊息
       *[withdrawn] ⬛ 學員取消了
    }
    開單：{ $opened }　語言：{ $language }　承辦：{ $agent }
    原因：{ $reason ->
        [request] 學員要找真人
        [no-match] 機器人一直沒看懂
        [dead-end] 該試的都試了
       *[error] 機器人出錯
    }{ $unreachable ->
        [yes] 　⛔ 學員封鎖了機器人
       *[no] { "" }
    }
desk-card-path = 卡在：{ $words }
desk-card-slots = 他的回答：{ $words }
desk-card-advised = 走過：{ $words }
desk-card-said = 他說過：{ $words }
desk-card-guesses = 沒看懂的那句像是：{ $words }
desk-card-note = 補充：{ $words }
desk-card-merged = 併進來的單：{ $words }
desk-card-into = 併到：{ $words }
desk-card-intent = 判定：{ $words }
desk-card-rating = 評分：{ $words } ★

desk-act-claim = 我來接
desk-act-release = 放回去
desk-act-assign = 轉交
desk-act-hold = 先擱著
desk-act-resolve = 解決了
desk-act-bot = 交回小幫手
desk-act-say = 罐頭回覆
desk-act-learn = 教小幫手：{ $intent }
desk-act-history = 以前的單
desk-act-merge = 併到 #{ $other }
desk-act-spam = 垃圾訊息
desk-act-reopen = 重新打開

## 客服群組：兩邊的話

desk-learner-says = 👤 { $words }
desk-learner-edited = ✏️ 👤 { $words }
desk-agent-says = <b>客服：</b>{ $words }
desk-learner-left = ↩️ 學員先去問小幫手了。你回覆的話，他照樣看得到。
desk-learner-joined = 🔔 學員回來等了。
desk-learner-solved = ✅ 學員說已經好了。
desk-incident-ask-yourself = 🔧 組長說這個狀況處理好了。請順便問學員好了沒有。
desk-learner-withdrew = 學員取消了這張單。
desk-learner-blocked = ⛔ 學員封鎖了機器人，現在傳什麼他都收不到。
desk-learner-unblocked = 🔔 學員解除封鎖了，又收得到了。
desk-reopened = 🔁 學員說還沒解決，單子重新打開了。
desk-asked-again = 🔁 學員又來找客服，單子重新打開了。上面的卡片是這次的情況。
desk-error = ⚠️ 機器人出錯了，學員剛才傳的可能沒有過來。請問他一下。
desk-failed = ⚠️ 我這邊出了錯，這一則沒有處理。請再試一次。
desk-attachment-deleted = 📎 學員還附了{ $kind ->
        [picture] 一張圖
        [video] 一段影片
       *[other] 一個檔案
    }。上面的字裡有個人資料，整則已經刪掉，我請他遮住再傳一次。
desk-rated = 學員評分：{ $stars } ★　{ $comment }
desk-not-sent-taken = ✋ 沒有送出：這張單是 { $agent } 在辦。要換你接手，請按「我來接」，再傳一次。
desk-not-sent-over = ✋ 沒有送出：這張單已經結束了。要再聯絡學員，請按「重新打開」，再傳一次。
desk-claim-over = ✋ 這張單已經解決或結束了，沒有接手。要再聯絡學員，請按「重新打開」。
desk-newer-ticket = ✋ 沒有送出：這位學員現在的單是 #{ $number }，請到那個主題回他。
desk-undelivered-blocked = ⛔ 這則沒有送到：學員封鎖了機器人，或帳號不在了。
desk-undelivered = ⚠️ 這則沒有送到：Telegram 不收。請換個方式再傳一次。
desk-unreachable = ⛔ 學員先前封鎖了機器人，這則不一定送得到。
desk-not-carried = ⚠️ { $number } 號單有一則學員的訊息搬不過來。請到主題裡問他。
desk-edit-not-carried = ✋ 這次修改沒有傳過去：只有最近的訊息，而且是文字或圖說，才改得動。要更正請另外傳一則。
desk-edit-too-late = ✋ 這則改成命令或備註了，但學員已經看過原來的話，沒有動它。
desk-topic-remade = 🔧 原來的主題不見了，這裡接著用。以前的對話不會再出現，單子的資料都在。
desk-anonymous = ✋ 沒有送出：你用群組的名義（匿名管理員）說話，學員那邊要知道是哪一位負責。請到群組設定把「匿名」關掉，再傳一次。
desk-barred = ✋ 你目前不在客服名單裡，請找組長。
desk-assigned = 👉 轉交給 { $agent }。
desk-assign-whom = 要轉交給誰？沒有列出來的，打 /assign @帳號
desk-assign-nobody = 還沒有別人可以轉交。請他先在群組裡說句話。
desk-chosen = 👉 { $words }
desk-say-which = 要回哪一則？按了就會送給學員。
desk-say-none = 這個語言還沒有罐頭回覆。請在 replies.ftl 裡加。
desk-say-option = { $name }：{ $words }
desk-assign-unknown = 找不到這個人。請他先在群組裡說句話，再試一次；或用數字編號。
desk-intent-unknown = 沒有這個意圖。名稱在 utterances.yaml 裡，例如 popup-blocked。
desk-over-already = 這張單已經解決或結束了。
desk-merge-unknown = 找不到那張單。可以併到的，是這位學員以前的單（/history 看得到）。
desk-merge-other-learner = ✋ 沒有併：那張單是另一位學員的。兩位學員的話不能放在一起看；是同一個狀況的話，請用 // 備註互相註明，或請組長在 General 用 /incident。
desk-merge-merged = ✋ 沒有併：{ $other } 號單已經併到 { $into } 號單了。{ $here ->
        [yes] 就是這一張。
       *[no] 請打 /merge { $into }
    }
desk-took-over = 🔗 { $other } 號單併到這裡了，接下來都在這個主題談。上面的卡片是那張單的情況。
desk-no-such-place = 沒有這個對話或步驟。寫法：/bot certificate-update ask-card
desk-no-such-reply = 沒有這則罐頭回覆。名稱在 replies.ftl 裡，例如 /say hello。
desk-in-general = 這個命令請到「General」主題用。
desk-in-topic = 這個命令請到單子的主題裡用。
desk-history = 這位學員以前的單：
    { $tickets }
desk-history-line = #{ $ticket } { $date } { $about }（{ $state ->
        [new] 新單
        [open] 等客服回
        [pending] 等學員回
        [on-hold] 擱著
        [resolved] 已解決
        [spam] 垃圾訊息
        [withdrawn] 學員取消了
       *[closed] { $merged ->
            [yes] 併到 #{ $into }
           *[no] 已結束
        }
    }）
desk-history-none = 這是他的第一張單。
desk-learnt = 📘 記下來了：「{ $words }」是 { $intent }。編輯用 helpbot learn 看得到。
desk-learnt-nothing = 📘 這張單記成 { $intent } 了。學員沒有自己打過問題，所以沒有句子可以教。
desk-learn-not-words = ✋ 沒有記：那則不是學員自己打的字，或已經太久了。請回覆學員說的那一句，再打 /learn 意圖。
desk-reminder = ⏰ 回覆時限用掉 { $percent } %。{ $agent }
desk-overdue = ⏰ #{ $number } 超過回覆時限了。{ $agent }
desk-still-waiting = 🔴 #{ $number }（{ $about }）還沒人接。
desk-held = ⏸ 這張單從 { $since } 擱到現在了。{ $agent }　還在等的話不用做什麼；不用等了，就回學員一聲，或按「解決了」。
desk-still-held = ⏸ #{ $number }（{ $about }）從 { $since } 擱到現在。{ $agent }
desk-released-by-clock = { $agent } 太久沒有回覆，這張單放回去給大家接。

## 客服群組：General

desk-queue = 進行中的單子：{ $count } 張{ $backlog ->
        [0] { "" }
       *[other] 　（還有 { $backlog } 則訊息排隊等著進群組）
    }
    { $tickets }
desk-found = 找到 { $count } 張
    { $tickets }
desk-listed = #{ $number } { $state ->
        [new] 🔴
        [open] 🟠
        [pending] 🟢
        [on-hold] ⏸
        [resolved] ✅
       *[other] ⬛
    } { $about }　{ $minutes } 分鐘前　{ $agent }{ $held ->
        [yes] 　{ $since } 起擱著
       *[no] { "" }
    }
desk-incident =
    🚨 <b>狀況 { $incident }</b>：{ $about }（{ $state }）
    從 { $since } 起，有 { $count } 位學員在這一步找客服。
    { $stage ->
        [fixed] ✅ 處理好了，已經問 { $asked } 位學員好了沒有。
        [off] ⬛ 收起來了。
       *[open] { $noticed ->
            [yes] 📢 走到這一步的學員會看到：{ $notice }
           *[no] 組長可以回覆這則：/incident notice 要告訴學員的話
        }
    }
desk-incident-which = ✋ 要講哪一個狀況？請回覆那一則，或加上編號，例如 /incident 2 fixed
desk-incident-over-already = ✋ 狀況 { $incident } 已經結束了。
desk-incident-noticed = 📢 好，走到那一步的學員都會看到（狀況 { $incident }）。
desk-incident-asked = ✅ 好，我去問 { $count } 位學員好了沒有（狀況 { $incident }）。還沒好的，會回到自己的單子。
desk-incident-taken-back = 好，狀況 { $incident } 收起來了，公告也停了。
desk-stats =
    📊 最近 { $days } 天
    新單 { $opened }　進行中 { $open }　已解決 { $resolved }
    重新打開 { $reopened }　學員取消 { $withdrawn }　垃圾訊息 { $spam }
    首次回覆（上班時間）：{ $answered ->
        [yes] 一半在 { $answer-median } 分鐘內，九成在 { $answer-most } 分鐘內
       *[no] 還沒有
    }
    解決：{ $solved ->
        [yes] 一半在 { $solution-median } 分鐘內，九成在 { $solution-most } 分鐘內
       *[no] 還沒有
    }
    評分：{ $ratings ->
        [0] 還沒有
       *[other] { $stars } ★（{ $ratings } 位）
    }
    小幫手自己處理好：{ $judged ->
        [yes] { $contained } %（走完 { $finished }、三天沒再來 { $silent }、找真人 { $asked }；還在走 { $underway }）
       *[no] 還看不出來
    }
    最常沒看懂：{ $missing ->
        [yes] { $missed }
       *[no] 沒有
    }
    更多：helpbot stats
desk-stats-missed = 「{ $words }」{ $count } 次
desk-closed-today = 好，今天接下來算下班。學員會看到下次上班的時間。要取消，請打 /closed off。
desk-open-today = 好，今天照常。
desk-leads-only = ✋ 這個命令要組長才能用。
desk-member-added = { $agent } 是客服了。
desk-member-removed = { $agent } 不再是客服了。
desk-member-lead = { $agent } 是組長了。
desk-topics-undeletable = ⚠️ 有主題該刪掉，我卻刪不了：我少了「刪除訊息」的權限。可能是單子的保留時間到了，或學員要求刪除資料。請到「管理員」點我的名字打開，之後我會自己刪。
desk-here-ready = ✅ 這裡就是客服群組，權限都齊了。新的單會各開一個主題。
desk-here-no-topics = ❌ 群組還沒有開主題。請到「編輯群組」→「主題」打開，再打一次 /desk here。
desk-here-no-admin = ❌ 我還不是管理員。請到「管理員」→「新增管理員」選我，勾「管理主題」「刪除訊息」「置頂訊息」。
desk-here-no-topic-right = ❌ 我少了「管理主題」的權限。請到「管理員」點我的名字打開。
desk-here-no-delete-right = ❌ 我少了「刪除訊息」的權限。請到「管理員」點我的名字打開。
desk-here-no-pin-right = ❌ 我少了「置頂訊息」的權限。請到「管理員」點我的名字打開。
desk-here-not-configured =
    ❌ 設定檔裡還沒有這個群組。請在 helpbot.toml 加上這兩行，再重新啟動：
    <code>[desk]</code>
    <code>chat_id = { $chat }</code>

## 對話紀錄（helpbot transcript）

desk-transcript = { $number } 號單　{ $opened }　{ $place }
desk-transcript-merged = 併進來的單：{ $words }
desk-transcript-into = 併到 #{ $words }
desk-transcript-learner = 學員
desk-transcript-agent = 客服 { $agent }
desk-transcript-desk = 系統
desk-transcript-edited = （改過）{ $words }
desk-transcript-note = （備註）{ $words }
desk-transcript-attachment = 〔{ $kind }〕{ $words }
desk-transcript-did = ▸ { $act ->
        [opened] 開單
        [claimed] 接單
        [released] 放回去
        [assigned] 轉交給
        [held] 先擱著
        [resolved] 標為解決
        [reopened] 重新打開
        [handed-back] 交回小幫手
        [learn] 教小幫手
        [spam] 垃圾訊息
        [merged] 併到
        [took-over] 併進來
        [withdraw] 取消這張單
        [closed] 時間到了，關閉
        [rate] 評分
        [rated] 評分（幾顆星）：
        [blocked] 封鎖了機器人
        [unblocked] 解除封鎖了
        [undelivered] 有一則沒有送到學員那裡
        [not-carried] 有一則學員的訊息搬不過來
        [topic-remade] 主題不見了，重新開了一個
        [solved] 說已經好了
        [reopen] 說還沒解決
        [error] 出錯了
        [leave] 先去問小幫手
        [join] 回來等
       *[other] { $act }
    } { $with }

## 客服群組：命令怎麼寫

desk-help =
    在主題裡直接打字，學員就收得到。
    <b>//</b> 開頭、或回覆單子卡片：只有客服看得到的備註
    /claim 我來接　/release 放回去　/assign @誰 轉交
    /say 名稱 罐頭回覆　/hold 先擱著　/resolve 解決了
    /bot 交回小幫手（/bot 對話 步驟：交到那一步）
    /history 以前的單　/merge 單號 併單　/spam 垃圾訊息
    /learn 意圖 教小幫手
desk-help-general =
    /queue 進行中的單　/find 字 找單　/stats 統計
    /closed 今天提早下班（/closed off 取消）
    /incident 大家都卡住的狀況：notice 公告、fixed 處理好了、off 收起來
    /agent lead 編號 設組長　/agent remove 編號 移除
    /desk here 檢查群組設定
desk-usage = ✋ 沒有這個命令，也沒有送給學員。/help 看有哪些。
desk-usage-claim = 寫法：/claim
desk-usage-release = 寫法：/release
desk-usage-assign = 寫法：/assign @帳號，或 /assign 數字編號
desk-usage-say = 寫法：/say 名稱，例如 /say hello
desk-usage-hold = 寫法：/hold
desk-usage-resolve = 寫法：/resolve，或 /resolve 意圖
desk-usage-bot = 寫法：/bot，或 /bot 對話，或 /bot 對話 步驟
desk-usage-history = 寫法：/history
desk-usage-merge = 寫法：/merge 單號
desk-usage-spam = 寫法：/spam
desk-usage-learn = 寫法：/learn 意圖，例如 /learn popup-blocked。回覆學員的一則訊息再打，就是教那一句。
desk-usage-queue = 寫法：/queue
desk-usage-find = 寫法：/find 要找的字
desk-usage-stats = 寫法：/stats
desk-usage-closed = 寫法：/closed，或 /closed off
desk-usage-incident = 寫法：/incident notice 公告的話、/incident fixed、/incident off；有好幾個狀況時加編號：/incident 2 fixed
desk-usage-agent = 寫法：/agent add 編號、/agent lead 編號、/agent remove 編號
desk-usage-desk = 寫法：/desk here
desk-usage-note = ✋ 沒有送出。備註請寫成一則：「// 內容」，不要跟給學員的話寫在一起。
desk-usage-help = 寫法：/help
