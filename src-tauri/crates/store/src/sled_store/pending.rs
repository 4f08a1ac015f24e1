//! Changes on their way into the database. A change is linked into the chain and its line goes to the audit
//! file, where it is acknowledged; the database gets it a moment later, together with others, in one
//! transaction. Whoever reads gets it there first, so nobody ever sees the registry without it.
//!
//! Why not at once: every transaction makes sled write and sync its buffers by itself, twice, on threads of
//! its own. Beside the audit file's sync that doubled the time of a change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mapae_domain::{NameKey, TokenDigest, TokenId};
use sled::Tree;

use super::change::{digests, holder, judge};
use super::looking::Look;
use super::replay::{put_token, replay};
use super::room::Room;
use super::trees::{CATALOGUE, Trees};
use super::{Trouble, parts};
use crate::audit_line;
use crate::chain::{ChainHead, ChainKey};
use crate::error::StoreError;
use crate::event::{self, Event, NewEvent, Snapshot};
use crate::store::{Change, StoredToken};

/// More events than this are not left waiting.
const MOST_EVENTS: usize = 256;
/// Nor are more bytes of them: what they make of the database must fit what `room.rs` sets apart.
const MOST_BYTES: usize = 1 << 20;

/// The trees, and what is not in them yet.
pub(super) struct Pending {
    trees: Trees<Tree>,
    room: Arc<Room>,
    waiting: Mutex<Waiting>,
    /// Of whoever looks the registry through; taken under the lock of `waiting` alone.
    look: Mutex<Option<Look>>,
}

struct Waiting {
    /// Of the newest event, waiting or not.
    head: ChainHead,
    events: Vec<(Event, Vec<u8>)>,
    bytes: usize,
    /// What the events make of tokens, names, digests and catalogue, as far as a change must know. `None`: deleted.
    tokens: HashMap<TokenId, Option<Vec<u8>>>,
    names: HashMap<String, Option<TokenId>>,
    digests: HashMap<TokenDigest, TokenId>,
    catalogue: Option<Vec<u8>>,
}

impl Pending {
    pub(super) fn new(trees: Trees<Tree>, room: Arc<Room>) -> Result<Pending, Trouble> {
        let head = trees.head()?;
        Ok(Pending { waiting: Mutex::new(Waiting::after(head)), look: Mutex::default(), trees, room })
    }

    /// Judges `change` and links its event into the chain: the event, and its line for the audit file.
    pub(super) fn link(
        &self,
        change: Change,
        new: &NewEvent,
        chain: &ChainKey,
    ) -> Result<(Event, Vec<u8>), Trouble> {
        let mut waiting = self.lock();
        if waiting.events.len() >= MOST_EVENTS || waiting.bytes >= MOST_BYTES {
            self.carry_out(&mut waiting)?;
        }
        let subject = Subject::of(&change);
        let difference = judge(&Present { trees: &self.trees, waiting: &waiting }, change)?;
        let (event, stored) = event::link(new, difference, waiting.head, chain);
        // Before it is in the file: the database would refuse it later, when it can't be taken back.
        if stored.len() > parts::MOST {
            return Err(StoreError::TooLarge { bytes: stored.len(), most: parts::MOST }.into());
        }
        let line = audit_line::render(&event, &stored);
        waiting.add(subject, event.clone(), stored);
        Ok((event, line))
    }

    /// Of the newest event, wherever it is.
    pub(super) fn head(&self) -> ChainHead {
        self.lock().head
    }

    /// The trees, with everything in them.
    pub(super) fn trees(&self) -> Result<&Trees<Tree>, Trouble> {
        self.carry_out(&mut self.lock())?;
        Ok(&self.trees)
    }

    /// The token's record while it is on its way into the trees, `None` in it where it was deleted; without waiting for
    /// it to get there, which is a transaction.
    pub(super) fn on_its_way(&self, id: TokenId) -> Option<Option<Vec<u8>>> {
        self.lock().tokens.get(&id).cloned()
    }

    /// The trees as they are: for what is known not to be on its way.
    pub(super) fn trees_as_they_are(&self) -> &Trees<Tree> {
        &self.trees
    }

    /// Works with the trees while they hold everything and nothing is written to them by an event.
    pub(super) fn at_rest<T>(
        &self,
        work: impl FnOnce(&Trees<Tree>, Option<&mut Look>) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let mut waiting = self.lock();
        self.carry_out(&mut waiting)?;
        work(&self.trees, self.look().as_mut())
    }

    /// Begins to look the registry through, or ends it.
    pub(super) fn set_look(&self, look: Option<Look>) {
        let _at_rest = self.lock();
        *self.look() = look;
    }

    fn look(&self) -> MutexGuard<'_, Option<Look>> {
        self.look.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the records of tokens once more, with what leads to them, each only where `is_needed` of what lies
    /// there now; answers which.
    pub(super) fn rewrite(
        &self,
        records: HashMap<TokenId, Vec<u8>>,
        is_needed: impl Fn(&[u8], TokenId) -> bool,
    ) -> Result<Vec<TokenId>, Trouble> {
        let mut waiting = self.lock();
        self.carry_out(&mut waiting)?;
        let mut rewritten = Vec::new();
        for (id, record) in records {
            let done = self.trees.transact(|trees| {
                let present = trees.token_records().get(id.as_bytes())?.unwrap_or_default();
                let needed = is_needed(&present, id);
                if needed {
                    put_token(trees, None, &Snapshot(record.clone()))?;
                }
                Ok(needed)
            })?;
            rewritten.extend(done.then_some(id));
        }
        Ok(rewritten)
    }

    /// What fails leaves everything waiting: it is in the audit file all the same.
    fn carry_out(&self, waiting: &mut Waiting) -> Result<(), Trouble> {
        if waiting.events.is_empty() {
            return Ok(());
        }
        let touched = self.trees.transact(|trees| replay(trees, &waiting.events))?;
        if let Some(look) = &mut *self.look() {
            look.follow(&touched);
        }
        *waiting = Waiting::after(waiting.head);
        self.room.renew();
        Ok(())
    }

    /// sled's panics are caught under this lock, at moments when what it holds is true.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a change is about, kept while the change itself is judged and encoded.
enum Subject {
    Token { id: TokenId, name: String, digests: Vec<TokenDigest> },
    Deleted,
    Catalogue,
    Nothing,
}

impl Subject {
    fn of(change: &Change) -> Subject {
        match change {
            Change::Issue(stored) | Change::Put(stored) => Subject::token(stored),
            Change::SetCatalogue(_) => Subject::Catalogue,
            Change::Remove { .. } => Subject::Deleted,
            Change::None => Subject::Nothing,
        }
    }

    fn token(stored: &StoredToken) -> Subject {
        let name = stored.token.name.key().as_str().to_owned();
        Subject::Token { id: stored.token.id, name, digests: digests(stored).collect() }
    }
}

impl Waiting {
    fn after(head: ChainHead) -> Waiting {
        Waiting {
            head,
            events: Vec::new(),
            bytes: 0,
            tokens: HashMap::new(),
            names: HashMap::new(),
            digests: HashMap::new(),
            catalogue: None,
        }
    }

    fn add(&mut self, subject: Subject, event: Event, stored: Vec<u8>) {
        let after = event.after.as_ref().map(|after| after.as_bytes().to_vec());
        match (subject, after) {
            (Subject::Token { id, name, digests }, Some(after)) => {
                self.tokens.insert(id, Some(after));
                self.names.insert(name, Some(id));
                // Digests that the token gave up stay taken until the database has the change: no secret
                // comes twice in that moment, or ever.
                self.digests.extend(digests.into_iter().map(|digest| (digest, id)));
            }
            (Subject::Catalogue, after) => self.catalogue = after,
            (Subject::Deleted, _) => {
                // Its digests stay taken for that moment, as those that a token gives up.
                let before = event.before.as_ref().and_then(|before| before.token().ok());
                let before = before.expect("a deletion was judged by the record that it deletes");
                self.tokens.insert(before.token.id, None);
                self.names.insert(before.token.name.key().as_str().to_owned(), None);
            }
            (Subject::Token { .. } | Subject::Nothing, _) => {}
        }
        self.head = ChainHead { sequence: event.sequence, mac: event.mac };
        self.bytes += stored.len();
        self.events.push((event, stored));
    }
}

/// The registry as the next change finds it: the trees, and what is on its way there.
pub(super) struct Present<'a> {
    trees: &'a Trees<Tree>,
    waiting: &'a Waiting,
}

impl Present<'_> {
    /// The token's record.
    pub(super) fn token(&self, id: TokenId) -> Result<Option<Vec<u8>>, Trouble> {
        match self.waiting.tokens.get(&id) {
            Some(record) => Ok(record.clone()),
            None => self.trees.token_record(id.as_bytes()),
        }
    }

    /// There was a token with this id.
    pub(super) fn is_deleted(&self, id: TokenId) -> Result<bool, Trouble> {
        match self.waiting.tokens.get(&id) {
            Some(record) => Ok(record.is_none()),
            None => Ok(self.trees.deleted.contains_key(id.as_bytes())?),
        }
    }

    pub(super) fn holder_of_name(&self, name: &NameKey) -> Result<Option<TokenId>, Trouble> {
        match self.waiting.names.get(name.as_str()) {
            Some(holder) => Ok(*holder),
            None => holder(self.trees.names.get(name.as_str())?),
        }
    }

    pub(super) fn holder_of_digest(&self, digest: &TokenDigest) -> Result<Option<TokenId>, Trouble> {
        match self.waiting.digests.get(digest) {
            Some(holder) => Ok(Some(*holder)),
            None => holder(self.trees.digests.get(digest.as_bytes())?),
        }
    }

    /// The catalogue's record.
    pub(super) fn catalogue(&self) -> Result<Option<Vec<u8>>, Trouble> {
        match &self.waiting.catalogue {
            Some(record) => Ok(Some(record.clone())),
            None => self.trees.transact(|trees| trees.catalogue_records().get(CATALOGUE)),
        }
    }
}
