//! The telephone numbers and mailboxes that offices publish and the bot itself gives out. They are not personal data, however
//! they are spelled. Which ones there are is content; nothing is listed here.

use std::collections::HashSet;

use super::email;
use super::fold::Folded;
use super::phone::Phone;

#[derive(Clone, Debug, Default)]
pub(super) struct Published {
    phones: HashSet<String>,
    mails: HashSet<String>,
}

impl Published {
    /// `entry`: a number or an address, or a sentence that contains some.
    pub fn add(&mut self, entry: &str) {
        let view = Folded::of(entry, &[]);
        let text = view.text();
        self.mails.extend(email::all(text).into_iter().map(|range| email::tidy(&text[range])));
        let mut at = 0;
        while at < text.len() {
            match Phone::read(text, at) {
                Some(phone) => {
                    at = phone.end;
                    self.phones.insert(phone.national);
                }
                None => at += 1,
            }
        }
    }

    pub fn has_phone(&self, phone: &Phone) -> bool {
        self.phones.contains(&phone.national)
    }

    /// `address`: folded.
    pub fn has_mail(&self, address: &str) -> bool {
        self.mails.contains(&email::tidy(address))
    }
}

impl<S: AsRef<str>> FromIterator<S> for Published {
    fn from_iter<I: IntoIterator<Item = S>>(entries: I) -> Published {
        let mut published = Published::default();
        for entry in entries {
            published.add(entry.as_ref());
        }
        published
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_may_be_a_sentence() {
        let published = Published::from_iter(["客服專線 02-2192-7111，信箱 egov@service.gov.tw。"]);
        let has = |typed| Phone::read(typed, 0).is_some_and(|phone| published.has_phone(&phone));
        assert!(has("(02)2192-7111"));
        assert!(has("+886221927111"));
        assert!(!has("02-2192-7112"));
        assert!(published.has_mail("EGOV@SERVICE.GOV.TW"));
        assert!(!published.has_mail("XEGOV@SERVICE.GOV.TW"));
    }
}
