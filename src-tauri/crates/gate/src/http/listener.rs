//! Sockets to listen at.

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use crate::error::GateError;

/// A Unix socket's file. It goes with the listener, if it is still this one's.
pub(crate) struct SocketFile {
    path: PathBuf,
    /// Device and number.
    identity: (u64, u64),
}

/// Listens at a TCP address.
pub(crate) fn tcp(address: SocketAddr) -> Result<TcpListener, GateError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AddrInUse => GateError::AddressTaken { address },
        _ => GateError::Listen { address, source },
    };
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

/// Listens at a path, which owner and group may use. A socket that a killed gate left behind is replaced; one that
/// somebody answers at, and any other file, stays.
pub(crate) fn local(path: &Path) -> Result<(UnixListener, SocketFile), GateError> {
    match fs::symlink_metadata(path) {
        Ok(found) if !found.file_type().is_socket() => {
            return Err(GateError::NotASocket { path: path.to_path_buf() });
        }
        Ok(_) if UnixStream::connect(path).is_ok() => {
            return Err(GateError::SocketTaken { path: path.to_path_buf() });
        }
        _ => {}
    }
    let failed = |source| GateError::Socket { path: path.to_path_buf(), source };
    // Under another name until its permissions are right; the renaming replaces what is stale in one step.
    let beside = beside(path);
    let _ = fs::remove_file(&beside);
    let listener = UnixListener::bind(&beside).map_err(failed)?;
    let ready = || -> io::Result<(u64, u64)> {
        fs::set_permissions(&beside, fs::Permissions::from_mode(0o660))?;
        listener.set_nonblocking(true)?;
        let file = fs::symlink_metadata(&beside)?;
        fs::rename(&beside, path)?;
        Ok((file.dev(), file.ino()))
    };
    let identity = ready().map_err(|source| {
        let _ = fs::remove_file(&beside);
        failed(source)
    })?;
    Ok((listener, SocketFile { path: path.to_path_buf(), identity }))
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        let is_ours =
            fs::symlink_metadata(&self.path).is_ok_and(|found| (found.dev(), found.ino()) == self.identity);
        if is_ours {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// One byte longer than the name at most, for a path may be as long as the system takes.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push("~");
    path.with_file_name(name)
}
