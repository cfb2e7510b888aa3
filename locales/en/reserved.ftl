# What the bot says of its own accord: greeting, menu, help, privacy, a human, and all kinds of mishaps.

## Greeting and menu

welcome =
    .title = Welcome
welcome-ask =
    Hello, I am a chat bot. I go through login and learning hours on e等公務園+ with you, step by step. Where are you stuck?
    Choose one or just type your question. I need no ID number and no password.
    .again = Sorry, I did not understand. Choose the closest one or say it another way, such as “forgot my password”.

menu =
    .title = Menu
menu-ask =
    What do you need? You can also just type your question.

help =
    .title = Help
help-told =
    { $control ->
        [bot] Just type your question, for example “the pop-up is blocked”.
       *[other] Your ticket is with the help desk: what you type now goes to them. To ask me, press “Ask the bot” first.
    }
    Where there are buttons, press one, type its words or its number (such as 1).
    /back  /menu  /human (a person)  /bot (ask the bot)
    /restart (this topic again)  /cancel (stop)  /language
    /privacy (what is kept)  /mydata (see it)  /forget (erase it)
    Please send me no ID number and no password.

language =
    .title = Language
language-ask = 要用哪一種語言？ Which language?
    .zh-tw = 繁體中文
    .en = English
language-changed = All right, English it is.

## Privacy

privacy =
    .title = Privacy
privacy-told =
    <b>What I keep:</b> your language, where you are and what you chose, to go on from there; the last few lines you typed; and your requests for a person, with what you and the help desk said.
    <b>For how long:</b> our conversation for { $session-days } days after your last word, a request for a person for { $handoff-days } days after it is over. What I did not understand is kept apart for { $review-days } days, to learn from, without saying who said it.
    <b>Who can see it:</b> it is kept encrypted on the operator's machine; they and the help desk can see it.
    <b>Not needed:</b> ID numbers, passwords, PINs. If you type one by mistake, I mask what I recognise before it is kept.
    To see your data, or to erase all of it, press a button below.

mydata =
    .title = See my data
mydata-told =
    <b>This is what I keep of you:</b>
    Language: English
    Where you are: { $standing ->
        [yes] { $place }
       *[no] nothing is half done
    }
    Your answers: { $answered ->
        [yes] { $answers }
       *[no] none so far
    }
    What you typed last: { $wrote ->
        [yes] { $typed }
       *[no] nothing is kept
    }
    Requests for a person: { $asked ->
        [yes] asked on { $asked-at }, kept for { $handoff-days } days after it is over
       *[no] none in this conversation; earlier ones are kept for { $handoff-days } days at most after they are over
    }
    What you and the help desk said, and your rating: { $has-ticket ->
        [yes] kept, too, as ticket { $ticket }
       *[no] kept with the request, if there was one
    }
    If you say nothing more, our conversation is erased on { $until }.

forget =
    .title = Erase my data
forget-ask =
    <b>Erase everything?</b>
    Erased are our conversation, where you are in it, requests for a person, and what you and the help desk said (on their side, too).
    This cannot be undone; for a person you would have to ask again.
    What you see in this chat is out of my reach: please delete it yourself.
    .erase = Erase everything
    .keep = Not now
    .again = Sorry, I did not understand. Press “Erase everything” to erase it, “Not now” to keep it.
forget-erased =
    All erased: our conversation, where you were in it, requests for a person, what you and the help desk said, and messages still on their way in or out.
    When you write again, we meet for the first time. Take care!
forget-kept = All right, nothing was erased.

## A human

human =
    .title = Ask a person
human-sorry = I am sorry that I keep misunderstanding you.
human-tried = You have tried everything I know, thank you for your patience. A person has to look at this.
human-ask-matter = All right, I will get you a person. What is it about? Then it reaches the right one. You can also type it.
    .login = Login, account
    .card = Citizen card, reader
    .hours = Hours, course certificate
    .page = Page is stuck
    .something-else = Something else
    .not-now = Not now
human-ask-more = { $listed ->
        [yes] This is what I pass on, so you need not tell it twice: { $about }
       *[no] All right, I pass it on to the help desk.
    }
    Anything to add? Type it, or send a screenshot. If not, press “Send it”.
    No ID numbers or passwords, please.
    .hand-over = Send it
    .not-now = Not now
human-not-now = All right, I will not ask anyone for now. Whenever you need it, press “Ask a person”.
human-told-open =
    Sent. Your ticket is <b>{ $ticket }</b>{ $queued ->
        [yes] , number { $place } in the queue
       *[no] { "" }
    }. The help desk answers here; what you write or send from now on goes to them, too.
    If it is urgent, call: { $hotline ->
        [egov] My e-Gov (我的e政府) <code>02-2192-7111</code>.
        [ecpa] eCPA (人事服務網) <code>02-2397-9108</code> (9:00–12:00, 14:00–17:00).
       *[other] My e-Gov (我的e政府) <code>02-2192-7111</code>, eCPA (人事服務網) <code>02-2397-9108</code> (9:00–12:00, 14:00–17:00).
    }
    To ask me meanwhile, press “Ask the bot”.
human-told-closed =
    Sent. Your ticket is <b>{ $ticket }</b>. The help desk is not open right now; it opens on <b>{ $weekday ->
        [mon] Monday
        [tue] Tuesday
        [wed] Wednesday
        [thu] Thursday
        [fri] Friday
        [sat] Saturday
       *[sun] Sunday
    }, { $month }/{ $day }, at { $time }</b>, and answers here in turn{ $queued ->
        [yes] { " " }(you are number { $place })
       *[no] { "" }
    }.
    If it is urgent, call: { $hotline ->
        [egov] My e-Gov (我的e政府) <code>02-2192-7111</code>.
        [ecpa] eCPA (人事服務網) <code>02-2397-9108</code> (9:00–12:00, 14:00–17:00).
       *[other] My e-Gov (我的e政府) <code>02-2192-7111</code>, eCPA (人事服務網) <code>02-2397-9108</code> (9:00–12:00, 14:00–17:00).
    }
    To ask me meanwhile, press “Ask the bot”.
human-again-open =
    All right, your ticket <b>{ $ticket }</b> is open again{ $queued ->
        [yes] , number { $place } in the queue
       *[no] { "" }
    }. All that was said is still there; the help desk goes on from it, here.
    To ask me meanwhile, press “Ask the bot”.
human-again-closed =
    All right, your ticket <b>{ $ticket }</b> is open again, with all that was said. The help desk is not open right now; it opens on <b>{ $weekday ->
        [mon] Monday
        [tue] Tuesday
        [wed] Wednesday
        [thu] Thursday
        [fri] Friday
        [sat] Saturday
       *[sun] Sunday
    }, { $month }/{ $day }, at { $time }</b>, and goes on from it here{ $queued ->
        [yes] { " " }(you are number { $place })
       *[no] { "" }
    }.
    To ask me meanwhile, press “Ask the bot”.
human-still-waiting = { $queued ->
        [yes] Your ticket { $ticket } is still with the help desk, number { $place } in the queue. What you write now goes to them.
       *[no] The help desk is working on your ticket { $ticket }. What you write now goes to them.
    }
human-told-egov =
    I have noted that you want a person. I cannot promise when someone answers, so if it is urgent, please contact <b>My e-Gov (我的e政府) support</b>:
    Phone <code>02-2192-7111</code>
    Line busy? Write to <code>egov@service.gov.tw</code>
    Note down your last step and what the screen says. Deadline close? Tell the person who collects your hours.
    Meanwhile you can still ask me.
human-told-ecpa =
    I have noted that you want a person. I cannot promise when someone answers, so if it is urgent, please contact <b>eCPA (人事服務網) support</b>:
    Phone <code>02-2397-9108</code> (9:00–12:00, 14:00–17:00)
    Mail <code>pemis@dgpa.gov.tw</code>
    Note down your last step and what the screen says. Deadline close? Tell the person who collects your hours.
    Meanwhile you can still ask me.
human-told-both =
    I have noted that you want a person. I cannot promise when someone answers. If it is urgent, please contact:
    <b>My e-Gov (我的e政府)</b>: <code>02-2192-7111</code>; line busy, write to <code>egov@service.gov.tw</code>
    <b>eCPA (人事服務網)</b>: <code>02-2397-9108</code> (9:00–12:00, 14:00–17:00), mail <code>pemis@dgpa.gov.tw</code>
    Note down your last step and what the screen says. Deadline close? Tell the person who collects your hours.
    Meanwhile you can still ask me.

## Stop, again, back

cancel =
    .title = Stop here
cancel-stopped = All right, we stop here. To start again, just type a question or press “Menu”.

restart =
    .title = Start again
restart-again = All right, from the start.

resume =
    .title = Back to the question
resume-back = Back to where we were:

correction =
    .title = Change an answer
correction-earlier = All right, one step back:

timeout =
    .title = Still there?
timeout-ask =
    Still there? No hurry, I remember where you are.
    When you are ready, press “Continue”.
timeout-go-on = Welcome back! Let's go on:

## Not understood

no-match =
    .title = Not understood
no-match-again = Sorry, I did not understand. Choose one below or say it another way.

did-you-mean =
    .title = Did you mean this?
did-you-mean-ask = I am not quite sure. Is it one of these? Press one, or say it another way.
did-you-mean-rephrase = All right. Please say it another way, for example with the error message on the screen. For a person, press “Ask a person”.

out-of-scope =
    .title = Not my field
out-of-scope-sorry =
    Sorry, I did not understand, or it is not my field. I know login, accounts and hours on e等公務園+.
    Please say it another way, such as “forgot my password”, or press “Menu” or “Ask a person”.

## Mishaps

stale-button =
    .title = Old button
stale-button-ask =
    { $offered ->
        [yes] That button belongs to an earlier step. Start that topic again, or go on where you are?
       *[no] That button is an old one and does nothing any more. Please press “Continue”.
    }
stale-button-go-on = All right, let's go on.

moved-on =
    .title = Content updated
moved-on-sorry = This guide was just updated and your step is gone. Sorry! Please go on from here:

attachment =
    .title = File received
attachment-told =
    I got your { $kind ->
        [picture] picture
        [sticker] sticker
        [animation] animation
        [dice] dice
        [voice] voice message
        [video] video
        [location] message
        [contact] message
        [poll] message
       *[other] file
    }, but I can only read text.
    Please type what the screen says, for example the error message. Leave out ID numbers and passwords.{ $desk ->
        [none] { "" }
       *[other] { " " }To show it to the help desk, press “Ask a person” and send it again.
    }

group-chat =
    .title = Group
group-chat-told = To protect your data I only help in a private chat. Click my name and write to me there.

too-much =
    .title = Too fast
too-much-told = That was more than I can keep up with. Please wait half a minute and go on then; what you send before that, I will not see.

internal-error =
    .title = Something went wrong
internal-error-sorry = Sorry, something went wrong on my side. It is not your fault, and I have asked a person to look at it. Please say it again, or press “Menu” to start again.
internal-error-sorry-open =
    Sorry, something went wrong on my side. It is not your fault. I have asked the help desk: your ticket is <b>{ $ticket }</b>, number { $place } in the queue, and they answer here.
    Please say it once more, and I pass it on. To ask me instead, press “Ask the bot”.
internal-error-sorry-closed =
    Sorry, something went wrong on my side. It is not your fault. I have asked the help desk: your ticket is <b>{ $ticket }</b>. They are not open right now, and open on <b>{ $weekday ->
        [mon] Monday
        [tue] Tuesday
        [wed] Wednesday
        [thu] Thursday
        [fri] Friday
        [sat] Saturday
       *[sun] Sunday
    }, { $month }/{ $day }, at { $time }</b>; they answer here (you are number { $place }).
    Please say it once more, and I pass it on. To ask me instead, press “Ask the bot”.
internal-error-sorry-waiting = Sorry, something went wrong on my side again. It is not your fault, and the help desk knows. Your ticket { $ticket } is still with them; please say it once more.

masked =
    .title = Masked
masked-told =
    To protect you, I have masked the personal data in your message; it is not kept. { $deleted ->
        [yes] I have deleted that message, too; if you can still see it, please delete it yourself.
       *[no] If you can, please delete that message.
    }{ $attached ->
        [yes] { " " }The picture or file went with it: please cover the number and send it again.
       *[no] { "" }
    }
    I need no ID number, phone number or password to help you.
