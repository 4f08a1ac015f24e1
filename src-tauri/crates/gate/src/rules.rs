//! What lines have no room for, and the building of lines.

use std::net::IpAddr;
use std::sync::Arc;

use mapae_domain::{AddressVerdict, BlockList, IpEntry, Life, Standing, Token};

use crate::identity::Identities;
use crate::index::key;
use crate::line::{INLINE_RANGES, Line, NEVER, NO_MORE, NO_SLOT};
use crate::ranges::{Admitted, Family, Ranges};
use crate::routes::Numbers;
use crate::scope_sets::{KnownSets, ScopeSets};

/// IPv6, more than four ranges, and what refusals are explained by.
#[derive(Clone)]
struct AddressRules {
    admitted: Ranges,
    blocked: Ranges,
    block: Arc<BlockList>,
}

/// What lines refer to.
#[derive(Default)]
pub(crate) struct Rules {
    addresses: Vec<AddressRules>,
    pub(crate) sets: ScopeSets,
    pub(crate) identities: Identities,
}

/// Builds lines.
#[derive(Default)]
pub(crate) struct Compiler {
    rules: Rules,
    known_sets: KnownSets,
}

impl Compiler {
    /// The line of a token's secret in force, still without a slot.
    pub(crate) fn line(&mut self, token: &Token, numbers: &mut Numbers) -> Line {
        let held = self.rules.sets.add(&token.scopes, numbers, &mut self.known_sets);
        let mut line = Line {
            key: key(&token.credential.digest),
            id: token.id,
            expires: token.expiry.instant().map_or(NEVER, |instant| instant.timestamp_millis()),
            retiring_until: NEVER,
            scopes: held.scopes,
            limit: token.limit,
            slot: NO_SLOT,
            addresses: NO_MORE,
            identity: self.rules.identities.add(&token.name, held.place, token.revision),
            standing: match token.life {
                Life::Active => Standing::Active,
                Life::Disabled => Standing::Disabled,
                Life::Revoked { .. } => Standing::Revoked,
            },
            has_wide_scopes: held.is_wide,
            has_address_rules: false,
            range_count: 0,
            ranges: [(0, 0); INLINE_RANGES],
        };
        if let Admitted::Within(admitted) = Admitted::of(&token.allow, &token.block) {
            let v4 = admitted.v4.ranges();
            line.has_address_rules = true;
            line.range_count = u8::try_from(v4.len()).unwrap_or(u8::MAX);
            for (place, range) in line.ranges.iter_mut().zip(v4) {
                *place = *range;
            }
            let fits_line = v4.len() <= INLINE_RANGES && admitted.v6.ranges().is_empty();
            if !fits_line || !token.block.entries().is_empty() {
                let blocked = Ranges::of(&token.block.address_set());
                let block = Arc::new(token.block.clone());
                line.addresses = self.rules.add_addresses(AddressRules { admitted, blocked, block });
            }
        }
        line
    }

    /// A line that was built with other rules; what it refers to comes along.
    pub(crate) fn adopt(&mut self, line: &Line, others: &Rules) -> Line {
        let set = others.identities.scopes(line.identity);
        let held = self.rules.sets.adopt(&others.sets, set, &mut self.known_sets);
        let addresses = others.addresses.get(line.addresses as usize);
        Line {
            scopes: held.scopes,
            identity: self.rules.identities.adopt(&others.identities, line.identity, held.place),
            addresses: addresses.map_or(NO_MORE, |rules| self.rules.add_addresses(rules.clone())),
            ..line.clone()
        }
    }

    /// When all lines are built.
    pub(crate) fn finish(mut self) -> Rules {
        self.rules.addresses.shrink_to_fit();
        self.rules.identities.shrink();
        self.rules
    }
}

impl Rules {
    fn add_addresses(&mut self, rules: AddressRules) -> u32 {
        self.addresses.push(rules);
        u32::try_from(self.addresses.len() - 1).expect("lines are counted in 32 bits")
    }

    #[inline]
    pub(crate) fn holds(&self, line: &Line, api: u32) -> bool {
        if line.has_wide_scopes {
            return self.sets.holds(line.scopes, api);
        }
        api < u64::BITS && line.scopes >> api & 1 == 1
    }

    /// As `judge_address` says, for a line with address rules.
    #[inline]
    pub(crate) fn judge(&self, line: &Line, address: IpAddr) -> AddressVerdict {
        let rules = self.addresses.get(line.addresses as usize);
        let family = Family::of(address);
        let is_admitted = match (&family, line.ranges.get(..line.range_count.into())) {
            // All of them, whichever it is: four comparisons cost less than one branch guessed wrongly.
            (Family::V4(v4), Some(ranges)) => {
                ranges.iter().fold(false, |is_held, (first, last)| is_held | (*first <= *v4) & (*v4 <= *last))
            }
            _ => rules.is_some_and(|rules| rules.admitted.hold(&family)),
        };
        if is_admitted { AddressVerdict::Allowed } else { refusal(rules, address) }
    }

    /// Bytes on the heap, without the sets of scopes.
    pub(crate) fn heap_size(&self) -> usize {
        let addresses = self.addresses.iter().map(|rules| {
            let notes =
                rules.block.entries().iter().filter_map(IpEntry::note).map(|note| note.as_str().len());
            let entries = size_of::<BlockList>() + size_of_val(rules.block.entries()) + notes.sum::<usize>();
            rules.admitted.heap_size() + rules.blocked.heap_size() + entries
        });
        self.addresses.capacity() * size_of::<AddressRules>()
            + addresses.sum::<usize>()
            + self.identities.heap_size()
    }
}

/// Why an address is not admitted. Only one that is blocked pays for the scan that finds the entry.
#[cold]
fn refusal(rules: Option<&AddressRules>, address: IpAddr) -> AddressVerdict {
    rules
        .filter(|rules| rules.blocked.hold(&Family::of(address)))
        .and_then(|rules| rules.block.contains(address))
        .map_or(AddressVerdict::NotAllowed, AddressVerdict::Blocked)
}
