//! Writing all rows out, and reading them into a fresh directory: that is how a directory is made small again, how one that was not
//! sealed becomes one that is, and a way to look at what is kept.

use std::path::{Path, PathBuf};

use ::sled::IVec;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::changes::Changes;
use super::durability::{Durability, cost_of};
use super::opening::{self, Opened};
use super::salvage::{Gap, salvage};
use super::trees::{
    HALL, Kind, LAST_INBOX, LAST_OUTBOX, cursor_key, cursor_of, handoff_key, handoff_of, is_keys_tree,
    line_key, line_of, mention_key, name_key, seen_key, seq_key, seq_of, timer_key, touched_key,
};
use super::{SledStore, Writer};
use crate::desk::{Hall, Mention};
use crate::store::archive::{PlainRow, Row, SealedRow};
use crate::store::records::{Arrival, Handoff, KeptLine, Letter, OutboxEntry, Timer};
use crate::store::{MasterKey, StoreError, values};

/// What an export could not hand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// Rows that cannot be read.
    pub rows: usize,
    /// Places at which sled cannot read its own file: nobody knows how many rows were there.
    pub places: usize,
}

impl SledStore {
    /// Hands out every row that sled can read. `plain`: as everybody can read it, but for those that nobody can. What is left out is
    /// counted in the result.
    pub fn export<E: From<StoreError>>(
        &self,
        plain: bool,
        mut each: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<LeftOut, E> {
        drop(self.settled()?);
        let mut left_out = LeftOut::default();
        for kind in Kind::ALL {
            let tree = &self.trees[kind];
            let gaps = salvage(tree, |key, value| {
                let row = if plain {
                    match self.plain(kind, &key, &value) {
                        Ok(Some(row)) => Row::Plain(row),
                        Ok(None) => return Ok(()),
                        Err(StoreError::Failed { why }) => return Err(StoreError::Failed { why }.into()),
                        Err(error) => {
                            tracing::error!(tree = kind.name(), key = %key.escape_ascii(), %error, "a row is left out");
                            left_out.rows += 1;
                            return Ok(());
                        }
                    }
                } else {
                    Row::Sealed(SealedRow {
                        tree: String::from_utf8_lossy(&tree.name()).into_owned(),
                        key: STANDARD.encode(&key),
                        value: STANDARD.encode(&value),
                    })
                };
                each(row)
            })?;
            for Gap { after, before, why } in &gaps {
                let shown = |key: &Option<IVec>| key.as_ref().map(|key| key.escape_ascii().to_string());
                let (after, before) = (shown(after), shown(before));
                tracing::error!(
                    tree = kind.name(),
                    ?after,
                    ?before,
                    why,
                    "sled cannot read what is between these"
                );
            }
            left_out.places += gaps.len();
        }
        Ok(left_out)
    }

    /// `None`: what it says is made anew with the other rows.
    fn plain(&self, kind: Kind, key: &IVec, value: &IVec) -> Result<Option<PlainRow>, StoreError> {
        let unreadable =
            || StoreError::Unreadable { what: kind.name(), why: "its key is not one of ours".to_owned() };
        let writer = &mut *self.writer()?;
        Ok(Some(match kind {
            Kind::Inbox => {
                let arrival = self.looked_into::<Arrival>(writer, kind, key, value)?;
                PlainRow::Inbox { seq: seq_of(key).ok_or_else(unreadable)?, arrival }
            }
            Kind::Outbox => {
                let letter = self.looked_into::<Letter>(writer, kind, key, value)?;
                PlainRow::Outbox(OutboxEntry::new(seq_of(key).ok_or_else(unreadable)?, letter))
            }
            Kind::Sessions => PlainRow::Session(Box::new(values::decode_session(
                &self.unsealed(writer, "session", kind, key, value)?,
            )?)),
            Kind::Timers => PlainRow::Timer(self.looked_into::<Timer>(writer, kind, key, value)?),
            Kind::Handoffs => {
                let handoff = self.looked_into::<Handoff>(writer, kind, key, value)?;
                let (_, inbox) = handoff_of(key).ok_or_else(unreadable)?;
                PlainRow::Handoff { inbox, handoff: Box::new(handoff) }
            }
            Kind::Lines => {
                let line = self.looked_into::<KeptLine>(writer, kind, key, value)?;
                let (inbox, place) = line_of(key).ok_or_else(unreadable)?;
                PlainRow::Line { inbox, place, line }
            }
            Kind::Review => PlainRow::Mention(self.looked_into::<Mention>(writer, kind, key, value)?),
            Kind::Meta if key == HALL.as_bytes() => {
                PlainRow::Hall(self.looked_into::<Hall>(writer, kind, key, value)?)
            }
            Kind::Meta if key == LAST_INBOX.as_bytes() => {
                let Writer { last_inbox, last_outbox, last_ticket, .. } = *writer;
                PlainRow::Numbers { last_inbox, last_outbox, last_ticket }
            }
            Kind::Meta => match cursor_of(key) {
                Some(name) => {
                    PlainRow::Cursor { name: name.to_owned(), position: values::decode("cursor", value)? }
                }
                None => return Ok(None),
            },
            Kind::Seen => match std::str::from_utf8(key) {
                Ok(id) => PlainRow::Seen { id: id.to_owned(), at_ms: values::decode("time", value)? },
                Err(_) => return Ok(None),
            },
            Kind::Touched | Kind::Keys => return Ok(None),
        }))
    }

    /// Takes in a row that another store handed out. Durable with the next round, of which there is one now and then.
    fn take_in(&self, row: PlainRow) -> Result<(), StoreError> {
        /// Rows that share a round.
        const ROUND: usize = 500;
        if self.put_down(row)? >= ROUND { self.round() } else { Ok(()) }
    }

    /// How many rows wait for a round now.
    fn put_down(&self, row: PlainRow) -> Result<usize, StoreError> {
        let writer = &mut *self.writer()?;
        let (mut changes, mut made) = (Changes::default(), Vec::new());
        let sealed = match row {
            PlainRow::Numbers { last_inbox, last_outbox, last_ticket } => {
                writer.last_inbox = writer.last_inbox.max(last_inbox);
                writer.last_outbox = writer.last_outbox.max(last_outbox);
                writer.counts(last_ticket, &mut changes);
                None
            }
            PlainRow::Cursor { name, position } => {
                changes.number(Kind::Meta, cursor_key(&name), position);
                None
            }
            PlainRow::Seen { id, at_ms } => {
                changes.number(Kind::Seen, IVec::from(id.as_str()), at_ms);
                None
            }
            PlainRow::Inbox { seq, arrival } => {
                writer.last_inbox = writer.last_inbox.max(seq);
                let id = seen_key(&writer.keyring.names, &arrival);
                changes.number(Kind::Seen, id, arrival.at.as_millisecond());
                let encoded = values::encode("arrival", &arrival)?;
                Some((arrival.conversation, Kind::Inbox, seq_key(seq), encoded))
            }
            PlainRow::Outbox(OutboxEntry { seq, letter }) => {
                writer.last_outbox = writer.last_outbox.max(seq);
                let encoded = values::encode("message", &letter)?;
                Some((letter.conversation, Kind::Outbox, seq_key(seq), encoded))
            }
            PlainRow::Session(kept) => {
                let name = writer.keyring.name(&kept.conversation);
                changes.put(Kind::Touched, touched_key(kept.touched, name), IVec::default());
                let encoded = values::encode("session", &kept)?;
                Some((kept.conversation, Kind::Sessions, name_key(name), encoded))
            }
            PlainRow::Timer(timer) => {
                let key = timer_key(writer.keyring.name(&timer.conversation), &timer.timer);
                let encoded = values::encode("timer", &timer)?;
                Some((timer.conversation, Kind::Timers, key, encoded))
            }
            PlainRow::Handoff { inbox, handoff } => {
                let name = writer.keyring.name(&handoff.conversation);
                let number = handoff.ticket.as_ref().map_or(0, |ticket| ticket.number.0);
                writer.counts(number, &mut changes);
                let encoded = values::encode("handoff", &handoff)?;
                let key = handoff_key(name, handoff.request.at, inbox);
                Some((handoff.conversation, Kind::Handoffs, key, encoded))
            }
            PlainRow::Line { inbox, place, line } => {
                let name = writer.keyring.name(&line.conversation);
                let encoded = values::encode("line", &line)?;
                Some((line.conversation, Kind::Lines, line_key(name, line.ticket, inbox, place), encoded))
            }
            PlainRow::Hall(hall) => {
                let desk = writer.keyring.desk();
                changes.seal(&desk, Kind::Meta, HALL.into(), values::encode("hall", &hall)?);
                None
            }
            PlainRow::Mention(mention) => {
                let desk = writer.keyring.desk();
                let key = mention_key(&writer.keyring.names, mention.day, &mention.heard);
                changes.seal(&desk, Kind::Review, key, values::encode("mention", &mention)?);
                None
            }
        };
        if let Some((conversation, kind, key, encoded)) = sealed {
            let name = writer.keyring.name(&conversation);
            let learner = self.learner(writer, name, &mut changes, &mut made)?;
            changes.seal(&learner, kind, key, encoded);
        }
        writer.change(changes);
        made.iter().for_each(|learner| writer.keyring.stored(learner));
        Ok(writer.layers.pending.len())
    }

    /// The numbers go on from what was taken in.
    fn took_in(&self) -> Result<(), StoreError> {
        let mut writer = self.writer()?;
        let mut changes = Changes::default();
        changes.number(Kind::Meta, LAST_INBOX.into(), writer.last_inbox);
        changes.number(Kind::Meta, LAST_OUTBOX.into(), writer.last_outbox);
        writer.change(changes);
        drop(writer);
        self.round()
    }
}

/// A fresh directory on its way to hold what was exported.
pub struct Import {
    dir: PathBuf,
    key: MasterKey,
    target: Target,
}

enum Target {
    /// Rows go in as they are.
    Same { opened: Opened, durability: Durability },
    /// Rows are sealed under new keys.
    New(Box<SledStore>),
}

impl Import {
    /// `plain`: the rows are those that everybody can read.
    pub fn begin(dir: &Path, key: &MasterKey, plain: bool) -> Result<Self, StoreError> {
        let target = if plain {
            Target::New(Box::new(SledStore::open(dir, key)?))
        } else {
            let opened = opening::open(dir)?;
            let durability = Durability::of(opened.db.clone(), dir).map_err(|error| StoreError::Failed {
                why: format!("cannot sync `{}`: {error}", dir.display()),
            })?;
            Target::Same { opened, durability }
        };
        Ok(Self { dir: dir.to_owned(), key: key.clone(), target })
    }

    pub fn row(&self, row: Row) -> Result<(), StoreError> {
        let unreadable = |why: String| StoreError::Unreadable { what: "row", why };
        match (&self.target, row) {
            (Target::New(store), Row::Plain(row)) => store.take_in(row),
            (Target::Same { opened, durability }, Row::Sealed(SealedRow { tree, key, value })) => {
                let is = |kind: &Kind| match kind {
                    Kind::Keys => is_keys_tree(tree.as_bytes()),
                    kind => kind.name() == tree,
                };
                let Some(kind) = Kind::ALL.into_iter().find(is) else {
                    return Err(unreadable(format!("there is no tree `{tree}`")));
                };
                let bytes = |text: &str| {
                    STANDARD
                        .decode(text)
                        .map_err(|_| unreadable(format!("a row of `{tree}` is not in base64")))
                };
                let (key, value) = (bytes(&key)?, bytes(&value)?);
                durability.room(cost_of(kind, value.len()))?;
                let inserted = opened.db.open_tree(&tree).and_then(|tree| tree.insert(key, value));
                inserted.map(|_| ()).map_err(|error| StoreError::Failed { why: format!("sled: {error}") })
            }
            (_, Row::Sealed(_)) => Err(unreadable("it is sealed among rows that are not".to_owned())),
            (_, Row::Plain(_)) => Err(unreadable("it is not sealed among rows that are".to_owned())),
        }
    }

    /// Everything is durable; the store says whether the key fits.
    pub fn finish(self) -> Result<SledStore, StoreError> {
        match self.target {
            Target::New(store) => {
                store.took_in()?;
                Ok(*store)
            }
            Target::Same { opened, durability } => {
                durability.wait()?;
                drop((durability, opened));
                SledStore::open(&self.dir, &self.key)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Ticket;
    use crate::engine::{TicketNumber, TimerChange};
    use crate::store::contract::fixture::{
        arrival, conversation, cursor, entry, handoff, key, message, on_day, session, turn,
    };
    use crate::store::{HandoffUpdate, Store as _, Turn, export_unsealed};

    fn dir() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary directory")
    }

    /// Something of everything.
    fn full(dir: &Path) -> SledStore {
        let store = SledStore::open(dir, key()).expect("it opens");
        let arrivals =
            ["ann", "bob", "ann"].into_iter().zip(1..).map(|(chat, n)| arrival(&format!("{n}"), chat));
        store.accept(arrivals.collect(), cursor("telegram", -7)).expect("it works");
        let full = |turn: Turn| Turn {
            at: on_day(9, 0),
            outbox: vec![message("one").into(), message("two").into()],
            timers: vec![TimerChange::Set { timer: "idle".into(), visit: 1, due: on_day(12, 0) }],
            handoffs: vec![handoff(5).into()],
            ..turn
        };
        let results = store.commit(vec![full(turn(1, "ann", 0)), full(turn(2, "bob", 0))]);
        assert!(results.iter().all(Result::is_ok), "{results:?}");
        store.delivered(&[1, 4]).expect("it works");
        // Of a ticket that is kept no longer its number is left.
        store.accept(vec![arrival("gone", "cat")], None).expect("it works");
        let ticket = Some(Ticket::new(TicketNumber(9), "zh-TW".into(), on_day(9, 0)));
        let handoffs = vec![HandoffUpdate { request: handoff(5), opened_by: None, ticket }];
        assert!(store.commit(vec![Turn { handoffs, ..turn(4, "cat", 0) }])[0].is_ok());
        store.forget(&conversation("cat")).expect("it works");
        store
    }

    fn view(store: &SledStore) -> String {
        let sessions = ["ann", "bob"].map(|chat| store.session(&conversation(chat)));
        let lists =
            (store.inbox(), store.outbox(), store.timers(), store.handoffs(), store.cursor("telegram"));
        format!("{sessions:?} {lists:?}")
    }

    fn exported(store: &SledStore, plain: bool) -> Vec<String> {
        let mut lines = Vec::new();
        let unreadable = store.export(plain, |row| {
            lines.push(serde_json::to_string(&row).expect("JSON"));
            Ok::<_, StoreError>(())
        });
        assert_eq!(unreadable, Ok(LeftOut::default()));
        lines
    }

    fn imported(dir: &Path, key: &MasterKey, plain: bool, lines: &[String]) -> SledStore {
        let import = Import::begin(dir, key, plain).expect("a fresh directory");
        for line in lines {
            import.row(serde_json::from_str(line).expect("a row")).expect("it fits");
        }
        import.finish().expect("the key fits")
    }

    /// What was taken in works like what it came from.
    fn goes_on(store: &SledStore) {
        assert_eq!(store.verify().map(|verified| verified.faults), Ok(0));
        for seen in [arrival("1", "ann"), arrival("3", "ann")] {
            assert_eq!(store.accept(vec![seen], None), Ok(vec![]), "it came before");
        }
        let four = arrival("4", "bob");
        assert_eq!(store.accept(vec![four.clone()], None), Ok(vec![entry(5, &four)]));
        let turn = Turn { outbox: vec![message("three").into()], ..turn(5, "bob", 1) };
        let said = store.commit(vec![turn]).remove(0).expect("it works");
        assert_eq!(said[0].seq, 5);
    }

    #[test]
    fn what_was_written_out_sealed_is_the_same_in_a_fresh_directory() {
        let (one, two) = (dir(), dir());
        let store = full(one.path());
        let lines = exported(&store, false);
        assert!(lines.iter().all(|line| !line.contains("test:ann") && !line.contains("two")), "{lines:?}");
        let copy = imported(two.path(), key(), false, &lines);
        assert_eq!((view(&copy), copy.last_ticket()), (view(&store), Ok(TicketNumber(9))));
        goes_on(&copy);
    }

    #[test]
    fn what_was_written_out_plain_is_sealed_anew_under_any_key() {
        let (one, two) = (dir(), dir());
        let store = full(one.path());
        let lines = exported(&store, true);
        assert!(lines.iter().any(|line| line.contains("test:ann")), "{lines:?}");
        let other = MasterKey::random();
        let copy = imported(two.path(), &other, true, &lines);
        assert_eq!((view(&copy), copy.last_ticket()), (view(&store), Ok(TicketNumber(9))));
        goes_on(&copy);
        drop(copy);
        let copy = SledStore::open(two.path(), &other).expect("it opens");
        assert_eq!(copy.session(&conversation("ann")), Ok(Some(session(1))));
    }

    #[test]
    fn sealed_rows_need_their_key() {
        let (one, two) = (dir(), dir());
        let import = Import::begin(two.path(), &MasterKey::random(), false).expect("a fresh directory");
        for line in exported(&full(one.path()), false) {
            import.row(serde_json::from_str(&line).expect("a row")).expect("it fits");
        }
        let error = import.finish().map(|_| ()).expect_err("another key");
        assert!(matches!(error, StoreError::WrongKey { .. }), "{error}");
    }

    #[test]
    fn rows_of_the_wrong_kind_and_of_no_tree_are_refused() {
        let dir = dir();
        let sealed = |tree: &str, key: &str| {
            Row::Sealed(SealedRow { tree: tree.to_owned(), key: key.to_owned(), value: String::new() })
        };
        let plain = || Row::Plain(PlainRow::Cursor { name: "telegram".to_owned(), position: 1 });
        let same = Import::begin(dir.path(), key(), false).expect("a fresh directory");
        for row in [sealed("no-tree", ""), sealed("inbox", "not base64!"), plain()] {
            let refused = same.row(row);
            assert!(matches!(refused, Err(StoreError::Unreadable { .. })), "{refused:?}");
        }
        drop(same);
        let new = Import::begin(dir.path(), key(), true).expect("nothing was written");
        assert!(matches!(new.row(sealed("inbox", "")), Err(StoreError::Unreadable { .. })));
    }

    #[test]
    fn a_row_that_cannot_be_read_is_left_out_and_counted() {
        let dir = dir();
        let store = full(dir.path());
        let readable = exported(&store, true).len();
        store.trees[Kind::Inbox].insert(seq_key(9), "garbage").expect("writable");
        let mut rows = 0;
        let unreadable = store.export(true, |_| {
            rows += 1;
            Ok::<_, StoreError>(())
        });
        assert_eq!((unreadable, rows), (Ok(LeftOut { rows: 1, places: 0 }), readable));
    }

    #[test]
    fn what_was_not_sealed_can_be_copied_into_a_directory_where_it_is() {
        let (one, two, three) = (dir(), dir(), dir());
        let store = full(one.path());
        unsealed(two.path(), &exported(&store, true));
        assert!(matches!(SledStore::open(two.path(), key()), Err(StoreError::Unsealed { .. })));
        let mut lines = Vec::new();
        let read = export_unsealed(two.path(), on_day(9, 0), |row| {
            lines.push(serde_json::to_string(&Row::Plain(row)).expect("JSON"));
            Ok::<_, StoreError>(())
        });
        assert_eq!(read, Ok(()));
        let copy = imported(three.path(), key(), true, &lines);
        assert_eq!(view(&copy), view(&store));
        goes_on(&copy);
    }

    /// The rows as they were kept before they were sealed.
    fn unsealed(dir: &Path, rows: &[String]) {
        let db = &opening::open(dir).expect("it opens").db;
        for row in rows {
            match serde_json::from_str(row).expect("a row") {
                PlainRow::Numbers { last_inbox, last_outbox, .. } => {
                    put(db, "meta", LAST_INBOX.into(), &last_inbox);
                    put(db, "meta", LAST_OUTBOX.into(), &last_outbox);
                }
                PlainRow::Cursor { name, position } => put(db, "meta", cursor_key(&name), &position),
                PlainRow::Seen { id, at_ms } => put(db, "seen", id.as_str().into(), &at_ms),
                PlainRow::Inbox { seq, arrival } => put(db, "inbox", seq_key(seq), &arrival),
                PlainRow::Outbox(OutboxEntry { seq, letter }) => put(db, "outbox", seq_key(seq), &letter),
                PlainRow::Session(kept) => {
                    put(db, "sessions", kept.conversation.as_str().into(), &kept.session);
                }
                PlainRow::Timer(timer) => put(db, "timers", timer.conversation.as_str().into(), &timer),
                PlainRow::Handoff { inbox, handoff } => {
                    let at_ms = handoff.request.at.as_millisecond().cast_unsigned() ^ (1 << 63);
                    let key = [at_ms.to_be_bytes(), inbox.to_be_bytes()].concat();
                    put(db, "handoffs", IVec::from(key), &handoff);
                }
                PlainRow::Line { .. } | PlainRow::Hall(_) | PlainRow::Mention(_) => {
                    panic!("they came with the seal")
                }
            }
        }
    }

    fn put(db: &::sled::Db, tree: &str, key: IVec, value: &impl serde::Serialize) {
        let tree = db.open_tree(tree).expect("it opens");
        tree.insert(key, serde_json::to_vec(value).expect("JSON")).expect("writable");
    }
}
