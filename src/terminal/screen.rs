//! What the terminal shows, and which buttons can be pressed now.

use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt as _;
use futures::future::BoxFuture;

use crate::engine::{ButtonRole, Markup, OutboxButton, OutboxMessage};
use crate::runtime::{Channel, ConversationId, Delivery, Receipt};

/// Writes lines above the prompt; the line editor gives one that does not disturb what is being typed.
pub type Print = Box<dyn FnMut(String) + Send>;

/// What stands before the navigation buttons, in the language of the conversation. It may look that up and block.
pub type NavigationLabel = dyn Fn(&ConversationId) -> String + Send + Sync;

pub struct Screen {
    shown: Mutex<Shown>,
    /// Marks become colours.
    color: bool,
    navigation: Arc<NavigationLabel>,
}

struct Shown {
    print: Print,
    /// The buttons since the learner's last line, in the order of their numbers.
    buttons: Vec<OutboxButton>,
    navigation: Vec<OutboxButton>,
}

impl Screen {
    pub fn new(color: bool, navigation: Arc<NavigationLabel>) -> Self {
        let shown =
            Shown { print: Box::new(|text| to_stdout(&text)), buttons: Vec::new(), navigation: Vec::new() };
        Self { shown: Mutex::new(shown), color, navigation }
    }

    pub fn print_with(&self, print: Print) {
        self.shown().print = print;
    }

    pub fn print(&self, text: &str) {
        (self.shown().print)(format!("{text}\n"));
    }

    /// The button that a line means: its number, or its words. Afterwards numbers start anew.
    pub fn press(&self, line: &str) -> Option<String> {
        let mut shown = self.shown();
        let number = line.trim().parse::<usize>().ok();
        let by_number = number.and_then(|number| shown.buttons.get(number.checked_sub(1)?));
        let by_words = || shown.buttons.iter().chain(&shown.navigation).find(|button| button.is_called(line));
        let press = by_number.or_else(by_words).map(|button| button.press.clone());
        shown.buttons.clear();
        shown.navigation.clear();
        press
    }

    async fn navigation_label(&self, to: &ConversationId) -> String {
        let (navigation, to) = (Arc::clone(&self.navigation), to.clone());
        tokio::task::spawn_blocking(move || navigation(&to)).await.unwrap_or_default()
    }

    fn show(&self, text: &Markup, buttons: &[OutboxButton], navigation_label: &str) {
        let mut shown = self.shown();
        let mut lines = format!("\n{}\n", self.marked(text));
        let (choices, navigation): (Vec<_>, Vec<_>) =
            buttons.iter().cloned().partition(|button| button.role == ButtonRole::Choice);
        for choice in choices {
            shown.buttons.push(choice);
            let (number, label) = (shown.buttons.len(), &shown.buttons[shown.buttons.len() - 1].label);
            lines.push_str(&format!("{}  {label}\n", self.bold(&format!("{number:>3}"))));
        }
        if !navigation.is_empty() {
            let labels: Vec<&str> = navigation.iter().map(|button| button.label.as_str()).collect();
            // A full-width colon brings its own space, a narrow one does not.
            let space = if navigation_label.ends_with(|last: char| last.is_ascii()) { " " } else { "" };
            let line = format!("     {navigation_label}{space}{}", labels.join(" · "));
            lines.push_str(&format!("{}\n", self.dim(&line)));
            shown.navigation = navigation;
        }
        (shown.print)(lines);
    }

    fn marked(&self, text: &Markup) -> String {
        if !self.color {
            return text.plain();
        }
        let colored = text.0.replace("<b>", "\x1b[1m").replace("<code>", "\x1b[36m");
        Markup(colored.replace("</b>", "\x1b[0m").replace("</code>", "\x1b[0m")).plain()
    }

    fn bold(&self, text: &str) -> String {
        if self.color { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn dim(&self, text: &str) -> String {
        if self.color { format!("\x1b[2m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn shown(&self) -> std::sync::MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Channel for Screen {
    fn deliver<'a>(&'a self, to: &'a ConversationId, message: &'a OutboxMessage) -> BoxFuture<'a, Delivery> {
        async move {
            match message {
                OutboxMessage::Send { text, buttons, .. } | OutboxMessage::Edit { text, buttons, .. } => {
                    self.show(text, buttons, &self.navigation_label(to).await);
                }
                OutboxMessage::Post { text, buttons, .. } => {
                    self.show(text, buttons, &self.navigation_label(to).await);
                }
                OutboxMessage::Settle { .. }
                | OutboxMessage::Delete { .. }
                | OutboxMessage::Acknowledge { .. }
                | OutboxMessage::Caption { .. }
                | OutboxMessage::Copy { .. }
                | OutboxMessage::Topic(_) => {}
            }
            Delivery::Delivered(Receipt::default())
        }
        .boxed()
    }
}

fn to_stdout(text: &str) {
    // A reader that went away (`| head`) is no reason to stop: the conversation is kept all the same.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn button(label: &str, role: ButtonRole) -> OutboxButton {
        OutboxButton { label: label.to_owned(), press: format!("press {label}"), role }
    }

    #[test]
    fn a_button_is_pressed_by_its_number_or_its_words() {
        let screen = Screen::new(false, Arc::new(|_| String::new()));
        screen.print_with(Box::new(|_| {}));
        let show = || {
            screen.show(&Markup::default(), &[button("Chrome", ButtonRole::Choice)], "");
            screen.show(
                &Markup::default(),
                &[button("Phone", ButtonRole::Choice), button("Menu", ButtonRole::Navigation)],
                "",
            );
        };
        for (line, press) in [
            ("1", Some("press Chrome")),
            (" 2 ", Some("press Phone")),
            ("menu", Some("press Menu")),
            ("3", None),
            ("0", None),
            ("", None),
        ] {
            show();
            assert_eq!(screen.press(line).as_deref(), press, "{line}");
        }
        assert_eq!(screen.press("1"), None, "numbers count what was shown since the last line");
    }

    #[tokio::test]
    async fn the_navigation_is_labelled_in_the_language_that_the_conversation_has_now() {
        let label = Arc::new(Mutex::new("其他："));
        let now = Arc::clone(&label);
        let screen = Screen::new(false, Arc::new(move |_| now.lock().expect("whole").to_string()));
        let (said, heard) = std::sync::mpsc::channel();
        screen.print_with(Box::new(move |text| said.send(text).expect("heard")));
        let (to, buttons) = (ConversationId::new("terminal", "local"), ["Menu", "Back"]);
        let message = OutboxMessage::Send {
            text: Markup("Well?".to_owned()),
            buttons: buttons.map(|label| button(label, ButtonRole::Navigation)).to_vec(),
            quiet: false,
            keys: Vec::new(),
        };
        for (now, line) in [("其他：", "     其他：Menu · Back"), ("Other:", "     Other: Menu · Back")]
        {
            *label.lock().expect("whole") = now;
            screen.deliver(&to, &message).await;
            assert_eq!(heard.recv().expect("said"), format!("\nWell?\n{line}\n"));
        }
    }
}
