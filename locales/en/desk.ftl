# The help desk: what learners see, and what agents see in their group (desk-…).

## Learners: tickets

ticket =
    .title = My ticket
ticket-added = Got it, I added it to ticket { $ticket }.{ $queued ->
        [yes] { " " }You are number { $place } in the queue.
       *[no] { "" }
    }
ticket-added-closed = Got it, I added it to ticket { $ticket }. The help desk opens on { $weekday ->
        [mon] Monday
        [tue] Tuesday
        [wed] Wednesday
        [thu] Thursday
        [fri] Friday
        [sat] Saturday
       *[sun] Sunday
    }, { $month }/{ $day }, at { $time }, and answers here.
ticket-taken = Somebody from the help desk is here now and answers here. Just type; screenshots are fine, too.
ticket-released = This person had to leave; somebody else will take over. Ticket { $ticket } and all that was said are still there.
ticket-busy = The help desk is talking with you, so I keep quiet. To ask me, press “Ask the bot”; to come back here afterwards, “Ask a person”.
ticket-nudge = Ticket { $ticket }: the help desk is waiting for your answer. Whenever it suits you, just type here.
ticket-nudge-away = Ticket { $ticket }: the help desk is waiting for your answer. Whenever it suits you, press “Answer the desk”.
ticket-closing = Ticket { $ticket } is still waiting for your answer. If nothing comes within { $unit ->
        [days] { $left ->
            [one] a day
           *[other] { $left } days
        }
        [hours] { $left ->
            [one] an hour
           *[other] { $left } hours
        }
       *[minutes] { $left } minutes
    }, it counts as solved; you can always ask again later.
ticket-closing-away = Ticket { $ticket } is still waiting for your answer: press “Answer the desk”. If nothing comes within { $unit ->
        [days] { $left ->
            [one] a day
           *[other] { $left } days
        }
        [hours] { $left ->
            [one] an hour
           *[other] { $left } hours
        }
       *[minutes] { $left } minutes
    }, it counts as solved; you can always ask again later.
ticket-closed = Ticket { $ticket } is over, and I answer you from now on. If there is anything else, just type; for a person, press “Ask a person”.
ticket-reopened = All right, ticket { $ticket } is open again, and the help desk goes on with it. They have what you just wrote.
ticket-returned = The help desk has handed you back to me; ticket { $ticket } stays.
ticket-merged = Your ticket { $merged } is about the same as your earlier ticket { $ticket }, so the help desk has put them together. From now on it is ticket { $ticket }, with all that was said.
ticket-rated-late = Thank you. The time for this rating is over, so there is nothing more to press. If there is anything else, just type.

bot =
    .title = Ask the bot
bot-told = All right, I am here. Ticket { $ticket } is still with the help desk; their answer will come here. To go on waiting for them, press “Ask a person”.

rejoin =
    .title = Answer the desk
rejoin-told = All right, just type, and I pass it on. Screenshots are fine, too.

withdraw =
    .title = Cancel ticket
withdraw-ask = Cancel ticket { $ticket }? The help desk will not answer it then.
    .withdraw = Cancel ticket
    .wait = I will wait
withdraw-withdrawn = All right, ticket { $ticket } is cancelled. If you need somebody after all, press “Ask a person”.
withdraw-kept = All right, ticket { $ticket } stays, and the help desk will answer.

resolved =
    .title = Solved?
resolved-ask = { $by ->
        [silence] There was no word from you for a long time, so ticket { $ticket } counts as solved for now. If it is not, press “Not solved”, and it is open again.
       *[agent] The help desk says that ticket { $ticket } is solved. If it is not, press “Not solved”, or just tell me what happens now.
    }
    How was the help?
    .stars-one = ★ Poor
    .stars-two = ★★ Not so good
    .stars-three = ★★★ Fair
    .stars-four = ★★★★ Good
    .stars-five = ★★★★★ Very good
    .not-solved = Not solved
    .done = Solved, no rating
resolved-ask-comment = Thank you, your rating is noted. Is there anything that you would like to tell us? One line will do, and so will none.
    .no-comment = Nothing more
    .not-solved = Not solved
resolved-ask-whether = Just to be sure: is ticket { $ticket } not solved yet?
    .not-yet = Not solved
    .already = It is solved
resolved-noted = All right, thank you. Take care!
resolved-reopened = All right, ticket { $ticket } is open again, and the help desk goes on with it. Please type what happens now, and I pass it on.
resolved-reopened-said = All right, ticket { $ticket } is open again, and the help desk goes on with it. They have what you just wrote.

incident =
    .title = Known trouble
incident-told = ⚠️ { $notice }
incident-ask = 🔧 { $named ->
        [yes] “{ $dialog }”, about which you asked the help desk,
       *[no] The problem you asked the help desk about
    } should be fixed. Does it work for you now?
    .fixed = It works
    .not-fixed = Not yet
incident-thanks = Good to hear, thank you for telling me. If there is anything else, just type.

## The group: a ticket's topic

desk-title = { $turn ->
        [new] 🔴
        [agent] 🟠
        [learner] 🟢
        [hold] ⏸
        [resolved] ✅
       *[over] ⬛
    } #{ $number } { $about }
desk-about-unknown = something else
desk-card =
    <b>🎫 Ticket { $number }</b>　{ $state ->
        [new] 🔴 new, nobody has it
        [open] 🟠 waits for an agent
        [pending] 🟢 waits for the learner
        [on-hold] ⏸ on hold
        [resolved] ✅ resolved
        [closed] ⬛ closed
        [spam] ⬛ spam
       *[withdrawn] ⬛ cancelled by the learner
    }
    Opened: { $opened }　Language: { $language }　Agent: { $agent }
    Why: { $reason ->
        [request] the learner asked for a person
        [no-match] the bot did not understand
        [dead-end] everything was tried
       *[error] the bot failed
    }{ $unreachable ->
        [yes] 　⛔ the learner blocked the bot
       *[no] { "" }
    }
desk-card-path = Stuck at: { $words }
desk-card-slots = Answered: { $words }
desk-card-advised = Went through: { $words }
desk-card-said = Said: { $words }
desk-card-guesses = What was not understood looks like: { $words }
desk-card-note = Added: { $words }
desk-card-merged = Merged into this: { $words }
desk-card-into = Merged into: { $words }
desk-card-intent = It was: { $words }
desk-card-rating = Rating: { $words } ★

desk-act-claim = Claim
desk-act-release = Release
desk-act-assign = Assign
desk-act-hold = Hold
desk-act-resolve = Resolve
desk-act-bot = Back to the bot
desk-act-say = Canned reply
desk-act-learn = Teach the bot: { $intent }
desk-act-history = History
desk-act-merge = Merge into #{ $other }
desk-act-spam = Spam
desk-act-reopen = Reopen

## The group: what both sides say

desk-learner-says = 👤 { $words }
desk-learner-edited = ✏️ 👤 { $words }
desk-agent-says = <b>Help desk:</b> { $words }
desk-learner-left = ↩️ The learner went on with the bot. What you answer still reaches them.
desk-learner-joined = 🔔 The learner is waiting again.
desk-learner-solved = ✅ The learner says that it works now.
desk-incident-ask-yourself = 🔧 A lead says that this trouble is over. Please ask the learner whether it works now.
desk-learner-withdrew = The learner cancelled this ticket.
desk-learner-blocked = ⛔ The learner blocked the bot: nothing reaches them now.
desk-learner-unblocked = 🔔 The learner unblocked the bot and can be reached again.
desk-reopened = 🔁 The learner says it is not solved: the ticket is open again.
desk-asked-again = 🔁 The learner asks for a person again: the ticket is open again. The card above tells how it is now.
desk-error = ⚠️ The bot failed: what the learner just sent may not have come through. Please ask them.
desk-failed = ⚠️ The bot failed: nothing came of this. Please try again.
desk-attachment-deleted = 📎 The learner also sent { $kind ->
        [picture] a picture
        [video] a video
       *[other] a file
    }. There was personal data in the words above it, so all of it was deleted, and they are asked to cover it and send it again.
desk-rated = The learner's rating: { $stars } ★　{ $comment }
desk-not-sent-taken = ✋ Not sent: { $agent } has this ticket. To take over, press “Claim” and send it again.
desk-not-sent-over = ✋ Not sent: this ticket is over. To reach the learner, press “Reopen” and send it again.
desk-claim-over = ✋ Not claimed: this ticket is resolved or over. To reach the learner again, press “Reopen”.
desk-newer-ticket = ✋ Not sent: this learner's present ticket is #{ $number }. Please answer in its topic.
desk-undelivered-blocked = ⛔ Not delivered: the learner blocked the bot, or the account is gone.
desk-undelivered = ⚠️ Not delivered: Telegram does not take it. Please send it in another way.
desk-unreachable = ⛔ The learner had blocked the bot: this may not arrive.
desk-not-carried = ⚠️ A message of ticket { $number } could not be brought over. Please ask the learner in the topic.
desk-edit-not-carried = ✋ This edit was not carried: only words can be changed, and only recent ones. To correct it, send another message.
desk-edit-too-late = ✋ This became a command or a note, but the learner had read it already. It was left as it is.
desk-topic-remade = 🔧 The topic was gone, and this one takes its place. Earlier messages do not come back; the ticket has everything.
desk-anonymous = ✋ Not sent: you speak in the group's name (anonymous admin), and somebody has to answer for what learners are told. Switch off “anonymous” in the group's settings and send it again.
desk-barred = ✋ You are not on the list of agents. Please ask a lead.
desk-assigned = 👉 Handed to { $agent }.
desk-assign-whom = Hand it to whom? Who is not listed: /assign @name
desk-assign-nobody = There is nobody else yet. Let them say something in the group first.
desk-chosen = 👉 { $words }
desk-say-which = Which reply? It goes to the learner when you press it.
desk-say-none = There is no canned reply in this language yet. Add it in replies.ftl.
desk-say-option = { $name }: { $words }
desk-assign-unknown = Nobody known by that name. Let them say a word in the group first, or use the number.
desk-intent-unknown = There is no such intent. The names are in utterances.yaml: popup-blocked, for one.
desk-over-already = This ticket is resolved or over already.
desk-merge-unknown = There is no such ticket. It can be merged into an earlier one of this learner (/history shows them).
desk-merge-other-learner = ✋ Not merged: that ticket is another learner's, and what one of them wrote is not for the other's topic. If it is one trouble, name the other ticket in a // note, or ask a lead for /incident in General.
desk-merge-merged = ✋ Not merged: ticket { $other } itself was merged into { $into }{ $here ->
        [yes] , which is this one.
       *[no] . Write /merge { $into }
    }
desk-took-over = 🔗 Ticket { $other } was merged into this one: the conversation goes on here. The card above is as that ticket was.
desk-no-such-place = There is no such dialog or state. Write: /bot certificate-update ask-card
desk-no-such-reply = There is no such canned reply. The names are in replies.ftl: /say hello, for one.
desk-in-general = This command belongs into the General topic.
desk-in-topic = This command belongs into a ticket's topic.
desk-history = Earlier tickets of this learner:
    { $tickets }
desk-history-line = #{ $ticket } { $date } { $about } ({ $state ->
        [new] new
        [open] waits for the desk
        [pending] waits for the learner
        [on-hold] on hold
        [resolved] resolved
        [spam] spam
        [withdrawn] withdrawn
       *[closed] { $merged ->
            [yes] merged into #{ $into }
           *[no] closed
        }
    })
desk-history-none = This is their first ticket.
desk-learnt = 📘 Noted: “{ $words }” means { $intent }. Editors see it with helpbot learn.
desk-learnt-nothing = 📘 The ticket is noted as { $intent }. The learner typed no question of their own, so there are no words to learn.
desk-learn-not-words = ✋ Not noted: that message is not the learner’s own words, or it is too long ago. Answer what the learner wrote with /learn intent.
desk-reminder = ⏰ { $percent } % of the time to answer is gone. { $agent }
desk-overdue = ⏰ #{ $number } is overdue. { $agent }
desk-still-waiting = 🔴 #{ $number } ({ $about }): nobody has taken it yet.
desk-held = ⏸ On hold since { $since }. { $agent } If it still waits, there is nothing to do; if not, tell the learner, or press “Resolve”.
desk-still-held = ⏸ #{ $number } ({ $about }): on hold since { $since }. { $agent }
desk-released-by-clock = { $agent } did not answer for too long: the ticket is anybody's again.

## The group: General

desk-queue = Open tickets: { $count }{ $backlog ->
        [0] { "" }
       *[other] 　({ $backlog } messages wait for their turn in this group)
    }
    { $tickets }
desk-found = Found: { $count }
    { $tickets }
desk-listed = #{ $number } { $state ->
        [new] 🔴
        [open] 🟠
        [pending] 🟢
        [on-hold] ⏸
        [resolved] ✅
       *[other] ⬛
    } { $about }　{ $minutes } min ago　{ $agent }{ $held ->
        [yes] 　on hold since { $since }
       *[no] { "" }
    }
desk-incident =
    🚨 <b>Incident { $incident }</b>: { $about } ({ $state })
    Since { $since }, { $count } learners have asked for a person at this step.
    { $stage ->
        [fixed] ✅ Fixed; { $asked } learners are asked whether it works for them.
        [off] ⬛ Taken back.
       *[open] { $noticed ->
            [yes] 📢 Learners at this step see: { $notice }
           *[no] A lead can reply here: /incident notice words for the learners
        }
    }
desk-incident-which = ✋ Which incident? Reply to its message, or add its number: /incident 2 fixed
desk-incident-over-already = ✋ Incident { $incident } is over.
desk-incident-noticed = 📢 All right, learners at that step see it (incident { $incident }).
desk-incident-asked = ✅ All right, { $count } learners are asked whether it works for them (incident { $incident }). Those for whom it does not come back to their tickets.
desk-incident-taken-back = All right, incident { $incident } is taken back, and so is its notice.
desk-stats =
    📊 The last { $days } days
    { $opened } new tickets, { $open } open, { $resolved } solved
    { $reopened } reopened, { $withdrawn } cancelled, { $spam } spam
    First answer (working time): { $answered ->
        [yes] half within { $answer-median } min, 90 % within { $answer-most } min
       *[no] none yet
    }
    Solved: { $solved ->
        [yes] half within { $solution-median } min, 90 % within { $solution-most } min
       *[no] none yet
    }
    Rating: { $ratings ->
        [0] none yet
       *[other] { $stars } ★ ({ $ratings })
    }
    Contained by the bot: { $judged ->
        [yes] { $contained } % (finished { $finished }, silent for three days { $silent }, asked for a person { $asked }; still under way { $underway })
       *[no] nothing to tell by yet
    }
    Not understood most often: { $missing ->
        [yes] { $missed }
       *[no] nothing
    }
    More: helpbot stats
desk-stats-missed = “{ $words }” { $count } times
desk-closed-today = All right, closed for the rest of the day. Learners are told when you open next. To take it back: /closed off.
desk-open-today = All right, open as usual.
desk-leads-only = ✋ Only leads can do that.
desk-member-added = { $agent } is an agent now.
desk-member-removed = { $agent } is no agent any more.
desk-member-lead = { $agent } is a lead now.
desk-topics-undeletable = ⚠️ There are topics that have to go, and I may not delete them: I lack the right to delete messages. A ticket was kept as long as it may be, or a learner had their data erased. Please open my name under Administrators and allow it; I shall do the rest.
desk-here-ready = ✅ This is the help desk, and nothing is missing. Each new ticket gets a topic.
desk-here-no-topics = ❌ This group has no topics yet. Open “Edit group”, switch “Topics” on, and write /desk here again.
desk-here-no-admin = ❌ I am no administrator yet. Open “Administrators”, “Add admin”, choose me, and allow “Manage topics”, “Delete messages” and “Pin messages”.
desk-here-no-topic-right = ❌ I lack the right “Manage topics”. Open “Administrators” and press my name to allow it.
desk-here-no-delete-right = ❌ I lack the right “Delete messages”. Open “Administrators” and press my name to allow it.
desk-here-no-pin-right = ❌ I lack the right “Pin messages”. Open “Administrators” and press my name to allow it.
desk-here-not-configured =
    ❌ The configuration does not know this group yet. Add these two lines to helpbot.toml and start again:
    <code>[desk]</code>
    <code>chat_id = { $chat }</code>

## Transcripts (helpbot transcript)

desk-transcript = Ticket { $number }, { $opened }, { $place }
desk-transcript-merged = Merged into this: { $words }
desk-transcript-into = Merged into #{ $words }
desk-transcript-learner = Learner
desk-transcript-agent = Help desk, { $agent }
desk-transcript-desk = System
desk-transcript-edited = (changed) { $words }
desk-transcript-note = (note) { $words }
desk-transcript-attachment = [{ $kind }] { $words }
desk-transcript-did = ▸ { $act ->
        [opened] opened the ticket
        [claimed] took it
        [released] put it back
        [assigned] passed it on to
        [held] put it on hold
        [resolved] marked it as solved
        [reopened] reopened it
        [handed-back] handed back to the bot
        [learn] taught the bot
        [spam] marked it as spam
        [merged] merged it into
        [took-over] merged into it
        [withdraw] cancelled it
        [closed] time is up: closed
        [rate] rated it
        [rated] rated it, stars:
        [blocked] blocked the bot
        [unblocked] unblocked the bot
        [undelivered] a message did not reach the learner
        [not-carried] a message of the learner’s could not be carried
        [topic-remade] the topic was gone and was made anew
        [solved] said that it works
        [reopen] said that it is not solved
        [error] failed
        [leave] went to ask the bot
        [join] came back to wait
       *[other] { $act }
    } { $with }

## The group: how commands are written

desk-help =
    What you write in the topic reaches the learner.
    <b>//</b> in front, or a reply to the card: a note that only agents see
    /claim　/release　/assign @who
    /say name (canned reply)　/hold　/resolve
    /bot back to the bot (/bot dialog state: to that place)
    /history　/merge number　/spam
    /learn intent (teach the bot)
desk-help-general =
    /queue open tickets　/find words　/stats
    /closed for the rest of the day (/closed off takes it back)
    /incident many stuck at one step: notice words, fixed, off
    /agent lead number　/agent remove number
    /desk here checks the group
desk-usage = ✋ There is no such command, and the learner did not get it. /help shows what there is.
desk-usage-claim = Write: /claim
desk-usage-release = Write: /release
desk-usage-assign = Write: /assign @name, or /assign number
desk-usage-say = Write: /say name, as in /say hello
desk-usage-hold = Write: /hold
desk-usage-resolve = Write: /resolve, or /resolve intent
desk-usage-bot = Write: /bot, /bot dialog, or /bot dialog state
desk-usage-history = Write: /history
desk-usage-merge = Write: /merge number
desk-usage-spam = Write: /spam
desk-usage-learn = Write: /learn intent, as in /learn popup-blocked. As an answer to a message of the learner’s, it teaches that one.
desk-usage-queue = Write: /queue
desk-usage-find = Write: /find words
desk-usage-stats = Write: /stats
desk-usage-closed = Write: /closed, or /closed off
desk-usage-incident = Write: /incident notice words, /incident fixed, or /incident off; with its number if there are several: /incident 2 fixed
desk-usage-agent = Write: /agent add number, /agent lead number, /agent remove number
desk-usage-desk = Write: /desk here
desk-usage-note = ✋ Not sent. Write a note as a message of its own, “// words”, not together with words for the learner.
desk-usage-help = Write: /help
