# A pop-up window is blocked: computer first (Chrome, Edge), then other browsers' settings, then another browser or a human.
popup-blocked =
    .title = Pop-up blocked

popup-blocked-ask-device =
    Don't worry, this is easy to open. Are you on a computer or a phone?
    .computer = Computer
    .phone = Phone or tablet
    .again = Please press “Computer” or “Phone or tablet”. You can also type 1 or 2.

popup-blocked-allow-desktop =
    1. Look at the <b>far right</b> of the address bar and click the small “blocked window” icon
    2. Choose “Allow” (or “Always allow”), then “Done” if there is one
    3. Press F5 on the keyboard to reload the page
    4. Press the button again, for example 「我要更新憑證」 (update my certificate)
    Did the window open? If there is no icon, press “Still blocked”.

popup-blocked-ask-browser =
    Let's open it in the settings instead. Which browser do you use?
    .chrome = Chrome
    .edge = Edge
    .firefox = Firefox
    .safari = Safari (Mac)

popup-blocked-chrome =
    1. Click “⋮” (top right), then “Settings”
    2. Click “Privacy and security”
    3. Click “Site settings”
    4. Click “Pop-ups and redirects”
    5. Under “Allowed to send pop-ups…”, click “Add”
    6. Paste the address of the blocked page, only up to .tw
    7. Go back to that page and press F5
    8. Press the button again
    Did the window open? (The words differ a little between versions.)

popup-blocked-edge =
    1. Click “⋯” (top right) → “Settings”
    2. Search the settings for “pop-ups” and open that entry
    3. Under “Allow”, click “Add”
    4. Paste the address of the blocked page, only up to .tw
    5. Go back to that page, press F5 and press the button again
    Did the window open? (The words differ a little between versions.)

popup-blocked-firefox =
    1. Look at the top of the page for a notice that a pop-up was blocked
    2. Click “Options” (or “Preferences”) on it
    3. Choose to allow pop-ups for this site
    4. Press F5 and press the button again
    Did the window open?

popup-blocked-safari =
    1. Stay on the blocked page. At the top of the screen click “Safari” → “Settings” (older: “Preferences”)
    2. Click “Websites”, then “Pop-up Windows” on the left
    3. Find this site on the right and choose “Allow”
    4. Press ⌘ and R to reload, then press the button again
    Did the window open?

popup-blocked-last-try =
    Three more things, one at a time:
    1. Turn off ad blockers (browser extensions)
    2. Open the same page in Chrome. If an icon shows on the right of the address bar, click it and allow
    3. On an office computer where you cannot change settings, ask your IT staff
    Did the window open?

popup-blocked-allow-phone =
    <b>iPhone, iPad</b>: “Settings” → “Apps” → “Safari”, turn off “Block Pop-ups” (older: “Safari” is right in “Settings”)
    <b>Android</b>: in Chrome “⋮” → “Settings” → “Site settings” → “Pop-ups and redirects”, turn on
    Then reload the page and press the button again.
    To update a certificate card, please use a computer with a card reader.
    Did the window open?
    .computer = Use a computer

popup-blocked-opened = Great, the window opens now.

popup-blocked-closed = The window still does not open. Never mind, let's try another way.
