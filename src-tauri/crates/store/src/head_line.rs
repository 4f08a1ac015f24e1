//! A chain's head as the line of a file beside the keys. Whoever wrote it compares the registry with it at the next opening,
//! so a damaged line must not be taken for a head: it would accuse a whole registry of having lost events.

use crate::chain::{ChainHead, Mac};

const FORMAT: &str = "mapae-head-2";
/// Until 2026-12 the line had no sum.
const WITHOUT_SUM: &str = "mapae-head-1";

impl ChainHead {
    /// `mapae-head-2`, the number in 20 digits, the MAC and a CRC-32 of what comes before it in hexadecimal: always of one
    /// length, so that one write replaces it.
    pub fn line(&self) -> String {
        let told = format!("{FORMAT} {:020} {}", self.sequence, hex::encode(self.mac.as_bytes()));
        let sum = crc32fast::hash(told.as_bytes());
        format!("{told} {sum:08x}\n")
    }

    /// `None` for what is no such line, or a damaged one.
    pub fn from_line(line: &str) -> Option<ChainHead> {
        let line = line.strip_suffix('\n')?;
        let head = match line.split(' ').collect::<Vec<_>>()[..] {
            [WITHOUT_SUM, sequence, mac] => read(sequence, mac)?,
            [FORMAT, sequence, mac, _] => read(sequence, mac)?,
            _ => return None,
        };
        // As it is written, to the letter: so nothing of it can be changed unseen, the sum among it.
        let is_whole = line.starts_with(WITHOUT_SUM) || head.line().trim_end() == line;
        is_whole.then_some(head)
    }
}

fn read(sequence: &str, mac: &str) -> Option<ChainHead> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(mac, &mut bytes).ok()?;
    Some(ChainHead { sequence: sequence.parse().ok()?, mac: Mac::from_bytes(bytes) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> ChainHead {
        ChainHead { sequence: 744, mac: Mac::from_bytes([0x42; 32]) }
    }

    #[test]
    fn a_line_is_read_as_it_was_written() {
        assert_eq!(ChainHead::from_line(&head().line()), Some(head()));
        assert_eq!(ChainHead::from_line(&ChainHead::EMPTY.line()), Some(ChainHead::EMPTY));
        let without_sum = format!("mapae-head-1 {:020} {}\n", 744, "42".repeat(32));
        assert_eq!(ChainHead::from_line(&without_sum), Some(head()), "of an earlier version");
    }

    #[test]
    fn no_flipped_bit_and_no_cut_makes_another_head_of_it() {
        let line = head().line();
        for (place, bit) in (0..line.len()).flat_map(|place| (0..8).map(move |bit| (place, bit))) {
            let mut bytes = line.clone().into_bytes();
            bytes[place] ^= 1 << bit;
            let read = std::str::from_utf8(&bytes).ok().and_then(ChainHead::from_line);
            assert_eq!(read, None, "bit {bit} of byte {place}");
        }
        for length in 0..line.len() {
            assert_eq!(ChainHead::from_line(&line[..length]), None, "cut to {length}");
        }
        for text in ["", "nonsense\n", "mapae-head-1 x 00\n", "mapae-head-3 1 00 00\n"] {
            assert_eq!(ChainHead::from_line(text), None, "{text:?}");
        }
    }
}
