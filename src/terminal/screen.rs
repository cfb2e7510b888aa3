//! What the terminal shows, and which buttons can be pressed now.

use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

use futures::FutureExt as _;
use futures::future::BoxFuture;

use crate::engine::{ButtonRole, Markup, OutboxButton, OutboxMessage};
use crate::runtime::{Channel, ConversationId, Delivery};

/// Writes lines above the prompt; the line editor gives one that does not disturb what is being typed.
pub type Print = Box<dyn FnMut(String) + Send>;

pub struct Screen {
    shown: Mutex<Shown>,
    /// Marks become colours.
    color: bool,
    /// What stands before the navigation buttons.
    navigation: String,
}

struct Shown {
    print: Print,
    /// The buttons since the learner's last line, in the order of their numbers.
    buttons: Vec<OutboxButton>,
    navigation: Vec<OutboxButton>,
}

impl Screen {
    pub fn new(color: bool, navigation: String) -> Self {
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

    fn show(&self, text: &Markup, buttons: &[OutboxButton]) {
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
            lines.push_str(&format!(
                "{}\n",
                self.dim(&format!("     {}{}", self.navigation, labels.join(" · ")))
            ));
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
    fn deliver<'a>(&'a self, _to: &'a ConversationId, message: &'a OutboxMessage) -> BoxFuture<'a, Delivery> {
        match message {
            OutboxMessage::Send { text, buttons, .. } | OutboxMessage::Edit { text, buttons, .. } => {
                self.show(text, buttons);
            }
            OutboxMessage::Settle { .. } | OutboxMessage::Acknowledge { .. } => {}
        }
        futures::future::ready(Delivery::Delivered).boxed()
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
        let screen = Screen::new(false, String::new());
        screen.print_with(Box::new(|_| {}));
        let show = || {
            screen.show(&Markup::default(), &[button("Chrome", ButtonRole::Choice)]);
            screen.show(
                &Markup::default(),
                &[button("Phone", ButtonRole::Choice), button("Menu", ButtonRole::Navigation)],
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
}
