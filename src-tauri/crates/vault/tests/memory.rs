//! What is left in this process's memory of keys, passphrases and tokens: nothing, once the vault is locked.
//!
//! The searching process is a child of its own, so that no other test's memory is searched, and it knows what it
//! looks for only under a mask: a pattern in the clear would be found, and be the finding.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::fs::{self, File};
use std::io::{BufRead, Read, Write};
use std::os::unix::fs::FileExt;
use std::process::{Command, Stdio};

use mapae_domain::TokenId;
use mapae_vault::{
    Cost, KeyPlace, KeyringChoice, NewPassphrase, Opened, Passphrase, RecoveryKey, Secret, Start,
    TypedForRotation, Vault, Zeroizing,
};

/// The masked byte is the byte xor this; no byte of a pattern stays itself.
const MASK: u8 = 0xa5;
const STATE: &str = "MAPAE_TEST_STATE";
const MARK: &str = "found: ";

/// From the stored vectors of `tests/vectors/sealed/1`, whose data key anyone knows.
#[derive(serde::Deserialize)]
struct Vectors {
    data_key: String,
    tokens: Vec<SealedToken>,
}

#[derive(serde::Deserialize)]
struct SealedToken {
    token_id: String,
    token: String,
    sealed: String,
}

/// One secret, never in the clear.
struct Masked {
    name: String,
    bytes: Vec<u8>,
}

impl Masked {
    /// Whether it stands anywhere in `memory`, compared byte by byte so that it is never put together.
    fn stands_in(&self, mut memory: &[u8]) -> bool {
        let (first, rest) = self.bytes.split_first().unwrap();
        // The standard library's search for one byte is fast unoptimised too.
        while memory.skip_until(first ^ MASK).unwrap() > 0 && memory.len() >= rest.len() {
            if memory.iter().zip(rest).all(|(byte, masked)| byte ^ MASK == *masked) {
                return true;
            }
        }
        false
    }

    /// The text, in the container that the vault takes and wipes. Room for all of it at once.
    fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(self.bytes.len()));
        text.extend(self.bytes.iter().map(|masked| char::from(masked ^ MASK)));
        text
    }
}

/// Which of the secrets stand in this process's memory.
fn found(secrets: &[Masked]) -> Vec<&str> {
    let memory = File::open("/proc/self/mem").unwrap();
    let mut chunk = vec![0; 1 << 20];
    let own = chunk.as_ptr() as u64..chunk.as_ptr() as u64 + chunk.len() as u64;
    let overlap = secrets.iter().map(|secret| secret.bytes.len()).max().unwrap() as u64;
    let mut found: Vec<&str> = Vec::new();
    for line in fs::read_to_string("/proc/self/maps").unwrap().lines() {
        let (range, rest) = line.split_once(' ').unwrap();
        if !rest.starts_with("rw") {
            continue;
        }
        let (start, end) = range.split_once('-').unwrap();
        let (mut at, end) = (u64::from_str_radix(start, 16).unwrap(), u64::from_str_radix(end, 16).unwrap());
        while at < end {
            if own.contains(&at) {
                at = own.end;
                continue;
            }
            let stop = if at < own.start { end.min(own.start) } else { end };
            let length = (stop - at).min(chunk.len() as u64) as usize;
            // Pages that were never touched, or may not be read, hold nothing.
            if memory.read_exact_at(&mut chunk[..length], at).is_ok() {
                for secret in secrets.iter().filter(|secret| secret.stands_in(&chunk[..length])) {
                    found.push(&secret.name);
                }
            }
            at += length as u64;
            if at < stop {
                at -= overlap;
            }
        }
    }
    chunk.fill(0);
    found.sort_unstable();
    found.dedup();
    found
}

fn secret<'a>(secrets: &'a [Masked], name: &str) -> &'a Masked {
    secrets.iter().find(|secret| secret.name == name).unwrap()
}

#[test]
#[ignore = "not a test: the other one runs it in a process of its own"]
#[allow(clippy::print_stdout, reason = "this is how the findings get to the test that asked")]
fn searching_process() {
    let state = std::env::var_os(STATE).expect("set by the test that asks");
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).unwrap();
    let mut lines = input.lines();
    let sealed = hex::decode(lines.next().unwrap()).unwrap();
    let id: [u8; 16] = hex::decode(lines.next().unwrap()).unwrap().try_into().unwrap();
    let id = TokenId::from_bytes(id);
    let secrets: Vec<Masked> = lines
        .map(|line| {
            let (name, bytes) = line.split_once(' ').unwrap();
            Masked { name: name.to_owned(), bytes: hex::decode(bytes).unwrap() }
        })
        .collect();
    let report = |when: &str| println!("{MARK}{when}: {:?}", found(&secrets));
    report("at the start");
    let typed = |name: &str| secret(&secrets, name).text();

    let place = KeyPlace { state_folder: state.as_ref(), keyring: KeyringChoice::Never };
    let Opened::Unlocked(mut vault) = Vault::open(place, false, Start::Unlocked).unwrap() else {
        panic!("a key file opens by itself");
    };
    report("unlocked");
    let passphrase = NewPassphrase::new(Passphrase::typed(typed("passphrase")).unwrap()).unwrap();
    report("typed");
    vault.set_passphrase(&passphrase, Cost::new(64, 3)).unwrap();
    drop(passphrase);
    report("protected");
    let paper = vault.make_recovery_key().unwrap();
    let of_paper: [u8; 39] = std::array::from_fn(|at| paper.expose().as_bytes()[at] ^ MASK);
    let again = RecoveryKey::typed({
        let mut text = Zeroizing::new(String::with_capacity(39));
        text.push_str(paper.expose());
        text
    });
    vault.confirm_recovery_key(&again.unwrap()).unwrap();
    drop(paper);
    let paper = [Masked { name: "recovery text".to_owned(), bytes: of_paper.to_vec() }];
    println!("{MARK}confirmed: {:?}", found(&paper));

    let token = vault.open_token(id, &sealed).unwrap();
    report("opened");
    drop(token);
    report("opened and dropped");
    let locked = vault.lock().unwrap();
    report("locked");

    let mut vault = locked.unlock_with_recovery_key(&RecoveryKey::typed(paper[0].text()).unwrap()).unwrap();
    vault = vault
        .lock()
        .unwrap()
        .unlock_with_passphrase(&Passphrase::typed(typed("passphrase")).unwrap())
        .unwrap();
    report("unlocked again");
    let passphrase = Passphrase::typed(typed("passphrase")).unwrap();
    let typed = TypedForRotation { passphrase: Some(&passphrase), recovery_key: None };
    assert!(vault.begin_rotation(typed).unwrap().recovery_key);
    drop(passphrase);
    let again = vault.reseal(id, &sealed).unwrap();
    vault.finish_rotation().unwrap();
    report("rotated");
    drop(vault.open_token(id, &again).unwrap());
    drop(vault);
    report("at the end");
    println!("{MARK}paper at the end: {:?}", found(&paper));

    let control = Secret::fill([0; 32], |bytes| {
        for (byte, masked) in bytes.iter_mut().zip(&secret(&secrets, "data-key").bytes) {
            *byte = masked ^ MASK;
        }
    });
    // The old data key is gone from the vault; put back by hand it is found, so the search does find.
    report("control");
    drop(control);
    report("control dropped");
}

#[test]
fn nothing_of_key_passphrase_recovery_key_or_token_stays_in_memory() {
    let stored = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/vectors/sealed/1");
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(stored.join("state")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let vectors: Vectors = serde_json::from_slice(&fs::read(stored.join("vectors.json")).unwrap()).unwrap();
    let token = &vectors.tokens[0];
    let key_file = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("key-"))
        .unwrap();
    let wrapping_key = fs::read_to_string(key_file).unwrap().split(' ').nth(2).unwrap().to_owned();
    let data_key = hex::decode(&vectors.data_key).unwrap();
    let derived = |label: &[u8]| {
        let mut key = [0; 32];
        hkdf::Hkdf::<sha2::Sha256>::new(None, &data_key).expand(label, &mut key).unwrap();
        key.to_vec()
    };
    // Half of each is searched for: a piece of a secret is one too.
    let half = |bytes: Vec<u8>| bytes[bytes.len() / 2..].to_vec();
    let secrets = [
        ("data-key", data_key.clone()),
        ("half-a-data-key", half(data_key.clone())),
        ("sealing-key", half(derived(b"mapae/1/seal-tokens"))),
        ("chain-key", half(derived(b"mapae/1/audit-chain"))),
        ("wrapping-key", half(hex::decode(&wrapping_key).unwrap())),
        ("wrapping-key-text", half(wrapping_key.clone().into_bytes())),
        ("passphrase", b"nineteen grey herons on a wall".to_vec()),
        ("half-a-passphrase", half(b"nineteen grey herons on a wall".to_vec())),
        ("token", half(token.token.clone().into_bytes())),
    ];

    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["searching_process", "--exact", "--ignored", "--nocapture"])
        .env(STATE, folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = format!("{}\n{}\n", token.sealed, token.token_id);
    for (name, bytes) in secrets {
        let masked: Vec<u8> = bytes.iter().map(|byte| byte ^ MASK).collect();
        input += &format!("{name} {}\n", hex::encode(masked));
    }
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let findings: Vec<&str> = output.lines().filter_map(|line| line.split(MARK).nth(1)).collect();
    let expected = [
        "at the start: []",
        r#"unlocked: ["data-key", "half-a-data-key"]"#,
        r#"typed: ["data-key", "half-a-data-key", "half-a-passphrase", "passphrase"]"#,
        r#"protected: ["data-key", "half-a-data-key"]"#,
        "confirmed: []",
        r#"opened: ["data-key", "half-a-data-key", "token"]"#,
        r#"opened and dropped: ["data-key", "half-a-data-key"]"#,
        "locked: []",
        r#"unlocked again: ["data-key", "half-a-data-key"]"#,
        r#"rotated: ["chain-key"]"#,
        "at the end: []",
        "paper at the end: []",
        r#"control: ["data-key", "half-a-data-key"]"#,
        "control dropped: []",
    ];
    assert_eq!(findings, expected, "{output}");
}
