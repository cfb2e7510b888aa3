//! An album comes as several messages, and is answered once: by what its caption says, where it has one.
//!
//! Words are never dropped: a second caption, or one that comes after the album was answered, is a message like any other. Nor are pieces:
//! those that come late have no answer of their own, and reach an agent all the same.

use std::collections::{HashMap, VecDeque};

use crate::engine::{DeskEvent, Event};
use crate::runtime::Arrival;

/// Albums that have an answer, the newest last. A restart in the middle of one costs one answer too many at most. What an agent's late piece
/// is, the ticket knows.
#[derive(Default)]
pub(super) struct Albums {
    answered: VecDeque<String>,
}

/// Albums whose other pictures may still be on their way.
const MOST: usize = 256;

impl Albums {
    /// A batch of arrivals, each with its album if it is of one, with the pieces of an album gathered in one arrival.
    pub fn gather(&mut self, arrivals: Vec<(Arrival, Option<String>)>) -> Vec<Arrival> {
        let mut kept: Vec<Arrival> = Vec::with_capacity(arrivals.len());
        let mut gathered: HashMap<String, usize> = HashMap::new();
        for (mut arrival, album) in arrivals {
            if let Some(album) = album {
                if let Some(&first) = gathered.get(&album)
                    && joins(&mut kept[first], &arrival)
                {
                    continue;
                }
                if !gathered.contains_key(&album)
                    && self.answered.contains(&album)
                    && let Event::Attachment { belated, .. } = &mut arrival.event
                {
                    *belated = true;
                }
                gathered.entry(album.clone()).or_insert(kept.len());
                self.note(album);
            }
            kept.push(arrival);
        }
        kept
    }

    fn note(&mut self, album: String) {
        if self.answered.contains(&album) {
            return;
        }
        if self.answered.len() >= MOST {
            self.answered.pop_front();
        }
        self.answered.push_back(album);
    }
}

/// Adds a piece to the first one of its album, unless both have words.
fn joins(first: &mut Arrival, piece: &Arrival) -> bool {
    match (&mut first.event, &piece.event) {
        (
            Event::Attachment { caption, original, others, .. },
            Event::Attachment { caption: words, original: piece, .. },
        ) => {
            if !has_words(words) {
                others.extend(piece.message);
                return true;
            }
            if has_words(caption) {
                return false;
            }
            // Should there be something to mask in the words, it is this message that has to go.
            others.extend(original.message);
            caption.clone_from(words);
            *original = *piece;
            true
        }
        (
            Event::Desk(DeskEvent::Wrote { message: first, .. }),
            Event::Desk(DeskEvent::Wrote { message: piece, .. }),
        ) => {
            if has_words(&piece.text) && has_words(&first.text) {
                return false;
            }
            if has_words(&piece.text) {
                first.text.clone_from(&piece.text);
            }
            first.others.push(piece.message);
            true
        }
        _ => false,
    }
}

fn has_words(words: &Option<String>) -> bool {
    words.as_ref().is_some_and(|words| !words.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{AttachmentKind, MessageRef};
    use crate::runtime::ConversationId;

    /// `-` is a picture without a caption, anything else its caption.
    fn picture(caption: char, album: &str) -> (Arrival, Option<String>) {
        let caption = (caption != '-').then(|| caption.to_string());
        let arrival = Arrival {
            id: String::new(),
            conversation: ConversationId::new("telegram", 42),
            event: Event::attachment(AttachmentKind::Picture, caption.as_deref())
                .in_message(Some(MessageRef(7))),
            language: None,
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        (arrival, Some(album.to_owned()))
    }

    fn gather(albums: &mut Albums, batch: &str) -> String {
        let gathered = albums.gather(batch.chars().map(|caption| picture(caption, "m1")).collect());
        let told = |arrival: &Arrival| {
            let Event::Attachment { caption, others, belated, .. } = &arrival.event else {
                return String::new();
            };
            let late = if *belated { "late " } else { "" };
            format!("{late}{}{} ", caption.as_deref().unwrap_or("-"), others.len())
        };
        gathered.iter().map(told).collect()
    }

    #[test]
    fn one_answer_and_nothing_lost() {
        for (batches, expected) in [
            (&["---"][..], "-2 "),
            (&["a--"], "a2 "),
            (&["--a-"], "a3 "),
            (&["ab-"], "a1 b0 "),
            (&["-", "--"], "-0 late -1 "),
            (&["a", "--"], "a0 late -1 "),
            (&["-", "a-"], "-0 late a1 "),
        ] {
            let mut albums = Albums::default();
            let kept: String = batches.iter().map(|batch| gather(&mut albums, batch)).collect();
            assert_eq!(kept, expected, "{batches:?}");
        }
    }

    #[test]
    fn memory_is_bounded() {
        let mut albums = Albums::default();
        (0..10 * MOST).for_each(|n| drop(albums.gather(vec![picture('-', &n.to_string())])));
        assert_eq!(albums.answered.len(), MOST);
    }
}
