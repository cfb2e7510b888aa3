//! The bot's token: whoever has it is the bot, so it must not get into a log or an error.

use std::fmt;

#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// White space around it, as a file read whole has it, is dropped.
    pub fn new(token: &str) -> Self {
        Self(token.trim().to_owned())
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_way_of_printing_shows_it() {
        let token = Token::new(" 123:secret\n");
        assert_eq!(token.reveal(), "123:secret");
        assert!(!format!("{token:?} {token:#?} {token}").contains("secret"));
    }
}
