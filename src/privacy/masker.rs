//! The masker: runs every finder over a text and puts a marker in the place of each finding.
//!
//! One scan goes from left to right, and the strongest reading of a place wins. Where a finding has been walled in, another one
//! may come nearer to a word that speaks for it, so scans are repeated until one finds nothing: then the masked text has
//! nothing left to find either, which is what makes masking idempotent.

use std::ops::Range;

use super::card;
use super::context::Context;
use super::email;
use super::finding::Finding;
use super::fold::Folded;
use super::identity;
use super::kind::Kind;
use super::number::opens;
use super::phone::Phone;
use super::published::Published;
use super::secret;

/// Two scans are the rule. More are needed only for a row of numbers beside one word, and within the word's reach (72 bytes
/// of the view) no more findings fit, four bytes each, than this.
const SCANS: usize = 24;

/// Built once, with the contacts that may be shown. Cheap to share, and `mask` needs no lock.
#[derive(Clone, Debug)]
pub struct Masker {
    published: Published,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    /// The text with each finding replaced by its kind's marker.
    pub text: String,
    /// One entry a finding, in the order of the text; empty when nothing was masked. Markers that were in the text before do
    /// not count.
    pub found: Vec<Kind>,
}

impl Masker {
    /// `published`: telephone numbers and mailboxes, or sentences that contain some, in any spelling.
    pub fn new(published: impl IntoIterator<Item = impl AsRef<str>>) -> Masker {
        Masker { published: published.into_iter().collect() }
    }

    /// Takes any text, and time in proportion to its length.
    pub fn mask(&self, text: &str) -> Masked {
        let mut found: Vec<Finding> = Vec::new();
        for _ in 0..SCANS {
            let view = Folded::of(text, &found);
            let fresh = self.scan(&view);
            if fresh.is_empty() {
                break;
            }
            found.extend(
                fresh.into_iter().map(|finding| Finding::new(finding.kind, view.source(finding.range))),
            );
            found = apart(found);
        }
        replace(text, &found)
    }

    fn scan(&self, view: &Folded) -> Vec<Finding> {
        let text = view.text();
        let context = Context::of(text);
        let mut secrets = secret::all(view).into_iter().peekable();
        let mut emails = email::all(text).into_iter().peekable();
        let mut found: Vec<Finding> = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let floor = found.last().map_or(0, |finding| finding.range.end);
            while secrets.next_if(|range| range.start < at).is_some() {}
            while emails.next_if(|range| range.start < at).is_some() {}
            let secret = secrets.next_if(|range| range.start == at);
            let email = emails.next_if(|range| range.start == at);
            let readings = [
                secret.map(|range| Reading::Personal(Finding::new(Kind::Secret, range))),
                email.map(|range| self.email(text, range)),
                self.number(text, at, floor, &context),
            ];
            at = match readings.into_iter().flatten().reduce(Reading::stronger) {
                Some(Reading::Personal(finding)) => {
                    let end = finding.range.end;
                    found.push(finding);
                    end
                }
                Some(Reading::Published { end }) => end,
                None => at + 1,
            };
        }
        found
    }

    fn email(&self, text: &str, range: Range<usize>) -> Reading {
        if self.published.has_mail(&text[range.clone()]) {
            Reading::Published { end: range.end }
        } else {
            Reading::Personal(Finding::new(Kind::Email, range))
        }
    }

    fn number(&self, text: &str, at: usize, floor: usize, context: &Context) -> Option<Reading> {
        match text.as_bytes()[at] {
            b'A'..=b'Z' if opens(text.as_bytes(), at, floor) => card::certificate_at(text, at, context)
                .or_else(|| identity::at(text, at, context))
                .map(Reading::Personal),
            b'0'..=b'9' if opens(text.as_bytes(), at, floor) => card::health_at(text, at, context)
                .map(Reading::Personal)
                .or_else(|| self.phone(text, at, context)),
            b'+' | b'(' => self.phone(text, at, context),
            _ => None,
        }
    }

    fn phone(&self, text: &str, at: usize, context: &Context) -> Option<Reading> {
        let phone = Phone::read(text, at)?;
        if self.published.has_phone(&phone) {
            return Some(Reading::Published { end: phone.end });
        }
        phone.finding(at, context).map(Reading::Personal)
    }
}

/// What a finder makes of one place.
enum Reading {
    Personal(Finding),
    /// Nothing to mask up to `end`, and nothing to look at either.
    Published {
        end: usize,
    },
}

impl Reading {
    /// A published contact is one even behind 「忘記密碼：」. Otherwise the longer reading leaves less behind.
    fn stronger(self, other: Reading) -> Reading {
        match (&self, &other) {
            (Reading::Personal(_), Reading::Published { .. }) => other,
            (Reading::Personal(one), Reading::Personal(another)) if another.range.end > one.range.end => {
                other
            }
            _ => self,
        }
    }
}

/// In order, and findings that share a byte made one.
fn apart(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by_key(|finding| finding.range.start);
    let mut apart: Vec<Finding> = Vec::with_capacity(found.len());
    for finding in found {
        match apart.last_mut() {
            Some(last) if finding.range.start < last.range.end => {
                last.range.end = last.range.end.max(finding.range.end);
            }
            _ => apart.push(finding),
        }
    }
    apart
}

fn replace(text: &str, found: &[Finding]) -> Masked {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for finding in found {
        masked.push_str(&text[from..finding.range.start]);
        masked.push_str(finding.kind.marker());
        from = finding.range.end;
    }
    masked.push_str(&text[from..]);
    Masked { text: masked, found: found.iter().map(|finding| finding.kind).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(text: &str) -> String {
        Masker::new(["02-2192-7111", "egov@service.gov.tw"]).mask(text).text
    }

    #[test]
    fn masks_exactly_what_was_typed() {
        assert_eq!(mask("我是a123-456-789。"), "我是[national-id]。");
        assert_eq!(mask("我是Ａ１２３\u{200B}４５６７８９，謝謝"), "我是[national-id]，謝謝");
        assert_eq!(mask("王小明/A800000014/0912-345-678"), "王小明/[resident-id]/[mobile]");
        assert_eq!(mask("A123456789@example.com"), "[email]");
    }

    #[test]
    fn the_strongest_reading_wins() {
        let masked = Masker::new([""; 0]).mask("密碼是A123456789，健保卡 0000 1234 5678，家裡(02)2345-6789");
        assert_eq!(masked.text, "密碼是[secret]，健保卡 [health-card]，家裡[landline]");
        assert_eq!(masked.found, [Kind::Secret, Kind::HealthCard, Kind::Landline]);
        assert_eq!(mask("密碼：+886 912 345 678"), "密碼：[mobile]");
        assert_eq!(mask("忘記密碼：+886 2 2192 7111"), "忘記密碼：+886 2 2192 7111");
    }

    #[test]
    fn published_contacts_stay_whatever_their_spelling() {
        for text in
            ["請打(02)2192-7111", "+886-2-2192-7111 轉 9", "０２－２１９２－７１１１", "EGOV@service.gov.tw"]
        {
            assert_eq!(mask(text), text);
        }
        assert_eq!(mask("02-2192-7112"), "[landline]");
    }

    #[test]
    fn a_row_of_mistyped_numbers_is_masked_to_its_end() {
        let row = "A123456788、".repeat(6);
        assert_eq!(mask(&format!("身分證 {row}")), format!("身分證 {}", "[national-id]、".repeat(6)));
    }
}
