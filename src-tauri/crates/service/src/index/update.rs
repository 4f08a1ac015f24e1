//! What a change means for the index: made before the change is, while its record is at hand, and followed after.

use super::row::NewRow;
use mapae_domain::{TokenId, Usage};
use mapae_store::Change;

#[derive(Debug)]
pub(crate) struct Update(pub(super) Kind);

#[derive(Debug)]
pub(super) enum Kind {
    /// Issued, or changed.
    Put(Box<NewRow>),
    /// Deleted; the history keeps it.
    Remove { id: TokenId },
    /// It was used, or its counter was reset.
    Usage { id: TokenId, usage: Usage },
    /// The copy of a token that is handed out once came or went.
    OnceCopy { id: TokenId, there: bool },
}

impl Update {
    /// `None` where no token changes.
    pub(crate) fn of(change: &Change) -> Option<Self> {
        match change {
            // The copy of 한 번만 보기 is there before its token is.
            Change::Issue(stored) | Change::Put(stored) => {
                Some(Self(Kind::Put(Box::new(NewRow::new(stored, &Usage::default(), true)))))
            }
            Change::Remove { id, .. } => Some(Self(Kind::Remove { id: *id })),
            Change::SetCatalogue(_) | Change::None => None,
        }
    }

    pub(crate) fn usage(id: TokenId, usage: Usage) -> Self {
        Self(Kind::Usage { id, usage })
    }

    pub(crate) fn once_copy(id: TokenId, there: bool) -> Self {
        Self(Kind::OnceCopy { id, there })
    }
}
