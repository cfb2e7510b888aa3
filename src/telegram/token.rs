//! The bot's token: whoever has it is the bot, so it must not get into a log or an error.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// White space around it, as a file read whole has it, is dropped.
    pub fn new(token: &str) -> Self {
        Self(token.trim().to_owned())
    }

    /// A key for one purpose, from which neither the token nor another purpose's key can be told.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).expect("a key of any length will do");
        mac.chain_update(purpose).finalize().into_bytes().into()
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

    #[test]
    fn each_purpose_and_each_token_has_a_key_of_its_own() {
        let token = Token::new("123:secret");
        assert_eq!(token.derive("buttons"), Token::new("123:secret").derive("buttons"));
        assert_ne!(token.derive("buttons"), token.derive("other"));
        assert_ne!(token.derive("buttons"), Token::new("123:other").derive("buttons"));
    }
}
