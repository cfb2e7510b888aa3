//! The key by which a button's data is known as ours, and as this chat's.
//!
//! What a button sends back can be forged: a client sends whatever it likes, also what it saw in somebody else's chat. So every
//! button carries a code over its chat and its press, and `inbound` takes a press without the right code for no press at all: it
//! is answered like a button that means nothing any more. The state it belongs to is part of the press, so that the code binds
//! that too.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::engine::Press;

#[derive(Clone)]
pub struct ButtonKey([u8; 32]);

/// Bytes of the code: more than anyone can try out against a server that answers a button a second.
const CODE: usize = 8;
/// The code as it is written.
const CODE_CHARS: usize = 11;
/// Stands between the press and its code; no press has it.
const SEPARATOR: char = '~';
/// What Telegram allows.
const _: () = assert!(Press::MAX_LEN + SEPARATOR.len_utf8() + CODE_CHARS <= 64);

impl ButtonKey {
    pub fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// A button's data: the press and its code for this chat.
    pub(super) fn mark(&self, chat: i64, press: &str) -> String {
        let code = self.code(chat, press).finalize().into_bytes();
        let mut data = String::with_capacity(press.len() + SEPARATOR.len_utf8() + CODE_CHARS);
        data.push_str(press);
        data.push(SEPARATOR);
        URL_SAFE_NO_PAD.encode_string(&code[..CODE], &mut data);
        data
    }

    /// The press of a button that was made for this chat; `None` for anything else.
    pub(super) fn read<'a>(&self, chat: i64, data: &'a str) -> Option<&'a str> {
        let (press, code) = data.rsplit_once(SEPARATOR)?;
        let code = URL_SAFE_NO_PAD.decode(code).ok().filter(|code| code.len() == CODE)?;
        // Takes the same time wherever the first difference is.
        self.code(chat, press).verify_truncated_left(&code).is_ok().then_some(press)
    }

    fn code(&self, chat: i64, press: &str) -> Hmac<Sha256> {
        let mac = Hmac::new_from_slice(&self.0).expect("a key of any length will do");
        mac.chain_update(chat.to_le_bytes()).chain_update(press)
    }
}

impl fmt::Debug for ButtonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ButtonKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRESS: &str = "c/popup-blocked/ask-device/phone";

    #[test]
    fn only_what_was_written_for_the_chat_is_read() {
        let (key, other) = (ButtonKey::new([1; 32]), ButtonKey::new([2; 32]));
        let data = key.mark(42, PRESS);
        assert_eq!(key.read(42, &data), Some(PRESS));
        assert_eq!(key.read(43, &data), None, "another chat's");
        assert_eq!(other.read(42, &data), None, "another key's");
        for forged in [
            PRESS.to_owned(),
            String::new(),
            format!("{PRESS}~"),
            format!("{PRESS}~AAAAAAAAAAA"),
            data.replace("phone", "computer"),
            data[..data.len() - 1].to_owned(),
            format!("{data}A"),
            format!("{data}="),
        ] {
            assert_eq!(key.read(42, &forged), None, "{forged}");
        }
        // A code of which less is compared would be guessed sooner.
        let short =
            URL_SAFE_NO_PAD.encode(&URL_SAFE_NO_PAD.decode(&data[data.len() - 11..]).expect("ours")[..1]);
        assert_eq!(key.read(42, &format!("{PRESS}~{short}")), None);
    }

    #[test]
    fn the_longest_press_fits() {
        let longest = "x".repeat(Press::MAX_LEN);
        assert_eq!(ButtonKey::new([1; 32]).mark(i64::MIN, &longest).len(), 64);
    }

    #[test]
    fn no_way_of_printing_shows_it() {
        assert_eq!(format!("{:?}", ButtonKey::new([1; 32])), "ButtonKey(hidden)");
    }
}
