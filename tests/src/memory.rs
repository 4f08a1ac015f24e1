//! The memory of a running program, searched from outside. Takes root: the program forbids its own user to look.

use memchr::memmem;
use rustix::{param::page_size, process::geteuid};
use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
    path::PathBuf,
};

/// Everything that a process can write.
#[derive(Debug)]
pub struct Memory(PathBuf);

impl Memory {
    /// None where the test may not look.
    pub fn of(process: u32) -> Option<Self> {
        geteuid().is_root().then(|| Self(format!("/proc/{process}").into()))
    }

    /// How often each of `wanted` stands in it. Pages that go while it is read are passed over; those that were never
    /// touched (a web engine reserves gigabytes of them) are not looked at.
    pub fn count<const N: usize>(&self, wanted: [&[u8]; N]) -> [usize; N] {
        let maps = fs::read_to_string(self.0.join("maps")).expect("the process runs");
        let memory = File::open(self.0.join("mem")).expect("root may look");
        let mut found = [0; N];
        for line in maps.lines().filter(|line| line.split(' ').nth(1).is_some_and(|it| it.starts_with("rw")))
        {
            for (start, length) in self.present(range(line)) {
                let mut bytes = vec![0; length];
                let read = memory.read_at(&mut bytes, start).unwrap_or(0);
                for (count, wanted) in found.iter_mut().zip(wanted) {
                    *count += memmem::find_iter(&bytes[..read], wanted).count();
                }
            }
        }
        found
    }

    /// The runs of pages in a range that are in memory or swapped out: bits 63 and 62 of proc_pid_pagemap(5).
    fn present(&self, (start, end): (u64, u64)) -> Vec<(u64, usize)> {
        const ENTRY: usize = 8;
        let page = page_size() as u64;
        let pages = usize::try_from((end - start) / page).expect("a range fits the address space");
        let mut entries = vec![0; pages * ENTRY];
        let pagemap = File::open(self.0.join("pagemap")).expect("root may look");
        let read = pagemap.read_at(&mut entries, start / page * ENTRY as u64).unwrap_or(0);
        let mut runs: Vec<(u64, usize)> = Vec::new();
        for (number, entry) in entries[..read].chunks_exact(ENTRY).enumerate() {
            if entry[7] & 0b1100_0000 == 0 {
                continue;
            }
            let at = start + number as u64 * page;
            match runs.last_mut() {
                Some((begins, length)) if *begins + *length as u64 == at => *length += page_size(),
                _ => runs.push((at, page_size())),
            }
        }
        runs
    }
}

/// `559f3c000000-559f3c021000 rw-p ...`
fn range(line: &str) -> (u64, u64) {
    let (start, end) = line.split(' ').next().and_then(|it| it.split_once('-')).expect("a line of maps");
    let address = |text| u64::from_str_radix(text, 16).expect("hexadecimal");
    (address(start), address(end))
}
