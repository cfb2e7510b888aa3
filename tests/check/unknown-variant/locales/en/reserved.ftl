welcome =
    .title = welcome

welcome-say = welcome

menu =
    .title = menu

menu-say = menu

help =
    .title = help

help-say = help

language =
    .title = language

language-ask = Which language?
    .chinese = 中文
    .english = English

language-done = All right.

privacy =
    .title = privacy

privacy-say = privacy

mydata =
    .title = mydata

mydata-say = mydata

forget =
    .title = forget

forget-ask = forget
    .erase = Erase
    .keep = Keep

forget-said = forget

human =
    .title = human

human-told = A person will look at it: { $reason ->
        [deadend] nothing helped
       *[request] you asked
    }

cancel =
    .title = cancel

cancel-say = cancel

restart =
    .title = restart

restart-say = restart

resume =
    .title = resume

resume-say = Back to { $dialog }

correction =
    .title = correction

correction-say = correction

timeout =
    .title = timeout

timeout-say = timeout

no-match =
    .title = no-match

no-match-say = no-match

did-you-mean =
    .title = did-you-mean

did-you-mean-ask = Did you mean
    .neither = Neither

out-of-scope =
    .title = out-of-scope

out-of-scope-say = out-of-scope

stale-button =
    .title = stale-button

stale-button-say = stale-button

moved-on =
    .title = moved-on

moved-on-say = moved-on

attachment =
    .title = attachment

attachment-say = attachment

group-chat =
    .title = group-chat

group-chat-say = group-chat

internal-error =
    .title = internal-error

internal-error-say = internal-error

masked =
    .title = masked

masked-say = masked

too-much =
    .title = too-much

too-much-say = too-much

bot =
    .title = bot

bot-say = bot

withdraw =
    .title = withdraw

withdraw-say = withdraw

rejoin =
    .title = rejoin

rejoin-say = rejoin

ticket =
    .title = ticket

ticket-say = ticket

resolved =
    .title = resolved

resolved-say = resolved

incident =
    .title = incident

incident-say = incident
