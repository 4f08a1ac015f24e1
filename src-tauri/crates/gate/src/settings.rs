//! What the administrator sets about the gate: where it listens, whom it believes, who may ask it.
//!
//! A form and a file hold texts ([`SettingsDraft`]); [`GateSettings::parse`] is the only way from texts to settings, and
//! names every field that is wrong.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use mapae_domain::{EntryProblem, IpEntry, TokenDigest};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::http::{ClientHeader, HostName};

/// Where gateways on the same machine expect it.
const DEFAULT_LISTEN: &str = "127.0.0.1:7461";
/// What a socket's address has room for (`sun_path` of Linux), without the closing zero.
const MAX_SOCKET_PATH: usize = 107;
/// More than any list that a person keeps by hand.
const MAX_LIST: usize = 200;

/// Settings that can be in force. The default is switched off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateSettings {
    enabled: bool,
    listen: Option<SocketAddr>,
    socket: Option<PathBuf>,
    trusted_proxies: Vec<IpEntry>,
    client_header: ClientHeader,
    hosts: Vec<HostName>,
    introspection: Option<SecretDigest>,
}

/// SHA-256 of the secret that callers of introspection show. Nothing here gives it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretDigest(TokenDigest);

/// Settings as typed, or as the file has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsDraft {
    /// Whether the gate is on.
    pub enabled: bool,
    /// An address with a port, `127.0.0.1:7461`; blank = none.
    #[serde(default)]
    pub listen: String,
    /// The path of a Unix socket; blank = none.
    #[serde(default)]
    pub socket: String,
    /// Networks whose word about the client's address counts, each as in an IP list, with an optional note.
    #[serde(default)]
    pub trusted_proxies: Vec<String>,
    /// The one header that trusted proxies name the client in.
    pub client_header: String,
    /// Names by which the gate may be asked, besides those of the machine itself.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// SHA-256 of the introspection secret in hexadecimal digits; blank = nobody may introspect.
    #[serde(default)]
    pub introspection_sha256: String,
}

/// Which field of the form a problem belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SettingsField {
    /// [`SettingsDraft::listen`].
    Listen,
    /// [`SettingsDraft::socket`].
    Socket,
    /// [`SettingsDraft::trusted_proxies`].
    TrustedProxies,
    /// [`SettingsDraft::client_header`].
    ClientHeader,
    /// [`SettingsDraft::hosts`].
    Hosts,
    /// [`SettingsDraft::introspection_sha256`].
    Introspection,
}

/// What is wrong with a field. Positions count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettingsProblem {
    /// Not an address with a port; names are not looked up.
    #[error("the address to listen at is not an IP address with a port, such as 127.0.0.1:7461")]
    ListenUnreadable,
    /// Port 0 would be another one at every start.
    #[error("the address to listen at has port 0")]
    ListenPortZero,
    /// On, but neither an address nor a socket is given.
    #[error("there is neither an address nor a socket to listen at")]
    NowhereToListen,
    /// Not absolute, too long, or with a zero byte.
    #[error("the socket is not an absolute path of at most {MAX_SOCKET_PATH} bytes")]
    SocketPath,
    /// Not a network.
    #[error("trusted proxy {position} is not an address or a network")]
    TrustedProxy {
        /// Which.
        position: u32,
        /// As in an IP list.
        problem: EntryProblem,
    },
    /// `/0`: then everybody could say who they are.
    #[error("trusted proxy {position} is every address")]
    TrustsEveryone {
        /// Which.
        position: u32,
    },
    /// More than 200 entries.
    #[error("the list has more than {MAX_LIST} entries")]
    TooMany {
        /// Of which field.
        field: SettingsField,
    },
    /// Not the name of a header, or of one that means something else.
    #[error("the header for the client's address is not a header that can name it")]
    ClientHeader,
    /// Not a host name or an address.
    #[error("host {position} is not a name without a port")]
    Host {
        /// Which.
        position: u32,
    },
    /// Not 64 hexadecimal digits.
    #[error("the digest of the introspection secret is not 64 hexadecimal digits")]
    Introspection,
}

impl SettingsProblem {
    /// Where to show it.
    pub fn field(&self) -> SettingsField {
        match self {
            SettingsProblem::ListenUnreadable
            | SettingsProblem::ListenPortZero
            | SettingsProblem::NowhereToListen => SettingsField::Listen,
            SettingsProblem::SocketPath => SettingsField::Socket,
            SettingsProblem::TrustedProxy { .. } | SettingsProblem::TrustsEveryone { .. } => {
                SettingsField::TrustedProxies
            }
            SettingsProblem::TooMany { field } => *field,
            SettingsProblem::ClientHeader => SettingsField::ClientHeader,
            SettingsProblem::Host { .. } => SettingsField::Hosts,
            SettingsProblem::Introspection => SettingsField::Introspection,
        }
    }
}

impl Default for GateSettings {
    fn default() -> GateSettings {
        GateSettings {
            enabled: false,
            listen: Some(DEFAULT_LISTEN.parse().expect("a constant address")),
            socket: None,
            trusted_proxies: Vec::new(),
            client_header: ClientHeader::default(),
            hosts: Vec::new(),
            introspection: None,
        }
    }
}

impl Default for SettingsDraft {
    fn default() -> SettingsDraft {
        GateSettings::default().draft()
    }
}

impl GateSettings {
    /// Reads typed settings; all problems of all fields.
    pub fn parse(draft: &SettingsDraft) -> Result<GateSettings, Vec<SettingsProblem>> {
        let mut problems = Vec::new();
        let listen = listen(&draft.listen).map_err(|problem| problems.push(problem)).unwrap_or_default();
        let socket = socket(&draft.socket).map_err(|problem| problems.push(problem)).unwrap_or_default();
        if draft.enabled && draft.listen.trim().is_empty() && draft.socket.trim().is_empty() {
            problems.push(SettingsProblem::NowhereToListen);
        }
        let trusted_proxies =
            each(&draft.trusted_proxies, SettingsField::TrustedProxies, trusted_proxy, &mut problems);
        let hosts = each(&draft.hosts, SettingsField::Hosts, host, &mut problems);
        let client_header = ClientHeader::parse(draft.client_header.trim()).unwrap_or_else(|| {
            problems.push(SettingsProblem::ClientHeader);
            ClientHeader::default()
        });
        let introspection = introspection(draft.introspection_sha256.trim())
            .map_err(|problem| problems.push(problem))
            .unwrap_or_default();
        if !problems.is_empty() {
            return Err(problems);
        }
        let enabled = draft.enabled;
        Ok(GateSettings { enabled, listen, socket, trusted_proxies, client_header, hosts, introspection })
    }

    /// As texts, which parse to the same settings.
    pub fn draft(&self) -> SettingsDraft {
        let digest = self.introspection.map(|SecretDigest(digest)| hex::encode(digest.as_bytes()));
        SettingsDraft {
            enabled: self.enabled,
            listen: self.listen.map(|address| address.to_string()).unwrap_or_default(),
            socket: self.socket.as_deref().and_then(Path::to_str).unwrap_or_default().to_owned(),
            trusted_proxies: self.trusted_proxies.iter().map(IpEntry::to_string).collect(),
            client_header: self.client_header.name().to_owned(),
            hosts: self.hosts.iter().map(|host| host.as_str().to_owned()).collect(),
            introspection_sha256: digest.unwrap_or_default(),
        }
    }

    /// The same, but listening there, whatever a form would say to it: port 0 is any free one.
    pub fn with_listen(self, listen: Option<SocketAddr>, socket: Option<PathBuf>) -> GateSettings {
        GateSettings { listen, socket, ..self }
    }

    /// The same with the introspection secret of this digest, or with none.
    pub fn with_introspection(self, introspection: Option<SecretDigest>) -> GateSettings {
        GateSettings { introspection, ..self }
    }

    /// Whether the gate is on.
    pub fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// The TCP address to listen at.
    pub fn listen(&self) -> Option<SocketAddr> {
        self.listen
    }

    /// The Unix socket to listen at; always valid UTF-8.
    pub fn socket(&self) -> Option<&Path> {
        self.socket.as_deref()
    }

    /// Whose word about the client's address counts. Those behind the Unix socket are trusted besides.
    pub fn trusted_proxies(&self) -> &[IpEntry] {
        &self.trusted_proxies
    }

    /// Where trusted proxies name the client.
    pub fn client_header(&self) -> &ClientHeader {
        &self.client_header
    }

    /// Names by which the gate may be asked, besides those of the machine itself.
    pub fn hosts(&self) -> &[HostName] {
        &self.hosts
    }

    /// What callers of introspection are recognised by; `None` = nobody may introspect.
    pub fn introspection(&self) -> Option<SecretDigest> {
        self.introspection
    }

    /// True if only this machine reaches the address.
    pub fn is_local(&self) -> bool {
        self.listen.is_none_or(|address| address.ip().to_canonical().is_loopback())
    }
}

impl SecretDigest {
    /// Of the secret.
    pub fn of(secret: &[u8]) -> SecretDigest {
        SecretDigest(TokenDigest::of(secret))
    }

    /// In constant time.
    pub(crate) fn is_of(&self, presented: &[u8]) -> bool {
        use subtle::ConstantTimeEq;
        self.0.as_bytes().ct_eq(TokenDigest::of(presented).as_bytes()).into()
    }
}

fn listen(typed: &str) -> Result<Option<SocketAddr>, SettingsProblem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let address: SocketAddr = typed.parse().map_err(|_| SettingsProblem::ListenUnreadable)?;
    if address.port() == 0 { Err(SettingsProblem::ListenPortZero) } else { Ok(Some(address)) }
}

fn socket(typed: &str) -> Result<Option<PathBuf>, SettingsProblem> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let fits = typed.len() <= MAX_SOCKET_PATH && !typed.contains('\0');
    let path = Path::new(typed);
    let names_a_file = path.is_absolute() && path.file_name().is_some();
    if fits && names_a_file { Ok(Some(path.to_path_buf())) } else { Err(SettingsProblem::SocketPath) }
}

fn trusted_proxy(typed: &str, position: u32) -> Result<IpEntry, SettingsProblem> {
    let parsed =
        IpEntry::parse(typed).map_err(|problem| SettingsProblem::TrustedProxy { position, problem })?;
    if parsed.entry.network().is_every_address() {
        return Err(SettingsProblem::TrustsEveryone { position });
    }
    Ok(parsed.entry)
}

fn host(typed: &str, position: u32) -> Result<HostName, SettingsProblem> {
    HostName::parse(typed.trim()).ok_or(SettingsProblem::Host { position })
}

fn introspection(typed: &str) -> Result<Option<SecretDigest>, SettingsProblem> {
    if typed.is_empty() {
        return Ok(None);
    }
    let mut digest = [0; 32];
    hex::decode_to_slice(typed, &mut digest).map_err(|_| SettingsProblem::Introspection)?;
    Ok(Some(SecretDigest(TokenDigest::from_bytes(digest))))
}

/// Blank lines of a list are passed over, but counted.
fn each<T>(
    typed: &[String],
    field: SettingsField,
    parse: impl Fn(&str, u32) -> Result<T, SettingsProblem>,
    problems: &mut Vec<SettingsProblem>,
) -> Vec<T> {
    if typed.len() > MAX_LIST {
        problems.push(SettingsProblem::TooMany { field });
        return Vec::new();
    }
    let lines = (1..).zip(typed).filter(|(_, line)| !line.trim().is_empty());
    let parsed = lines
        .filter_map(|(position, line)| parse(line, position).map_err(|problem| problems.push(problem)).ok());
    parsed.collect()
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
