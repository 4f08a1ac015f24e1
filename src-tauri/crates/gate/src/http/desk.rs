//! What one serving thread has at hand: the door and the snapshot that its last request was judged by. Each request asks
//! whether they are still the ones in force, which is one plain load each; to fetch them from what threads share costs two
//! locked instructions each, and those wait until every load before them is done.

use std::sync::Arc;

use arc_swap::{ArcSwap, Cache};
use bytes::Bytes;
use http::Response;
use http::request::Parts;

use crate::engine::Reader;
use crate::http::client_address::Peer;
use crate::http::door::Door;

/// Of one thread.
pub(crate) struct Desk {
    door: Cache<Arc<ArcSwap<Door>>, Arc<Door>>,
    reader: Reader,
}

impl Desk {
    /// At the door that is in force there. Every door that comes later must be one to the same gate.
    pub(crate) fn new(door: Arc<ArcSwap<Door>>) -> Desk {
        let reader = door.load().reader();
        Desk { door: Cache::new(door), reader }
    }

    /// By the door and the snapshot in force now.
    pub(crate) fn answer(&mut self, head: &Parts, body: &[u8], peer: Peer) -> Response<Bytes> {
        self.door.load().answer(&mut self.reader, head, body, peer)
    }

    /// Lets go of what is no longer in force: a thread that nobody asks would keep a whole registry alive.
    pub(crate) fn refresh(&mut self) {
        self.door.load();
        self.reader.refresh();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use chrono::DateTime;
    use mapae_domain::Catalogue;

    use super::*;
    use crate::gate::Gate;
    use crate::settings::GateSettings;

    #[test]
    fn who_is_not_asked_keeps_nothing_that_is_no_longer_in_force() {
        let gate = Arc::new(Gate::new(|| DateTime::UNIX_EPOCH));
        let settings = GateSettings::default();
        let doors = Arc::new(ArcSwap::from_pointee(Door::new(Arc::clone(&gate), &settings)));
        let mut desk = Desk::new(Arc::clone(&doors));
        let old_door = Arc::downgrade(&doors.load_full());
        let old_snapshot = Arc::downgrade(&gate.engine.snapshot());
        doors.store(Arc::new(Door::new(Arc::clone(&gate), &settings)));
        gate.engine.set_catalogue(&Catalogue::sample());
        assert!(old_door.upgrade().is_some() && old_snapshot.upgrade().is_some(), "both are at hand");
        desk.refresh();
        assert!(old_door.upgrade().is_none() && old_snapshot.upgrade().is_none());
    }
}
