//! Which tokens hold which APIs.

use super::{Index, row::Standing};
use crate::query::{Query, SortKey};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use mapae_domain::{ApiId, Status, TokenId};
use std::collections::HashMap;

/// How many tokens hold each API that one holds, withdrawn and deleted ones apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Holders(HashMap<ApiId, usize>);

impl Holders {
    pub(crate) fn count(&self, id: &ApiId) -> usize {
        self.0.get(id).copied().unwrap_or_default()
    }

    pub(crate) fn is_held(&self, id: &str) -> bool {
        ApiId::parse(id).is_ok_and(|id| self.0.contains_key(&id))
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &ApiId> {
        self.0.keys()
    }
}

/// What a token that is not withdrawn can be.
const NOT_REVOKED: [Status; 5] =
    [Status::Active, Status::Expiring, Status::Disabled, Status::Exhausted, Status::Expired];

impl Index {
    /// Waits for the reading.
    pub(crate) fn api_holders(&self) -> Holders {
        let state = self.whole();
        let mut by_set = vec![0; state.scopes.sets()];
        for row in state.rows().filter(|row| !row.deleted && row.standing != Standing::Revoked) {
            by_set[row.scopes as usize] += 1;
        }
        let mut holders = HashMap::new();
        let used = (0..).zip(by_set).filter(|(_, tokens)| *tokens > 0);
        for (set, tokens) in used {
            for id in state.scopes.apis(set) {
                *holders.entry(id).or_default() += tokens;
            }
        }
        Holders(holders.into_iter().map(|(id, tokens): (&ApiId, usize)| (id.clone(), tokens)).collect())
    }

    /// Of the tokens that hold each of `apis`, the first `most` by name, withdrawn and deleted ones apart. Waits for
    /// the reading.
    pub(crate) fn first_holders(
        &self,
        apis: &[ApiId],
        most: usize,
        zone: Tz,
        now: DateTime<Utc>,
    ) -> HashMap<ApiId, Vec<TokenId>> {
        if apis.is_empty() {
            return HashMap::new();
        }
        let state = self.whole();
        let query = Query {
            scopes: apis.to_vec(),
            statuses: NOT_REVOKED.to_vec(),
            sort: SortKey::Name,
            descending: false,
            ..Query::default()
        };
        let slots = self.answer(&state, &query, zone, now);
        let sets = state.scopes.held_of(apis);
        let mut first = vec![Vec::new(); apis.len()];
        let mut wanting = apis.len();
        for slot in slots.iter() {
            let row = state.row(*slot);
            for place in &sets[row.scopes as usize] {
                let tokens = &mut first[*place];
                if tokens.len() < most {
                    tokens.push(row.id);
                    wanting -= usize::from(tokens.len() == most);
                }
            }
            if wanting == 0 {
                break;
            }
        }
        apis.iter().cloned().zip(first).collect()
    }
}
