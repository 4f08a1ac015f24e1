//! Threads and sockets. The server has its own, so that window and headless gate just start and stop it.
//!
//! Each thread has a small runtime of its own: a connection stays where it is, and no request waits for a lock of a
//! scheduler. One thread accepts, and gives each connection to the thread with the fewest.

use std::cell::RefCell;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, JoinHandle, available_parallelism};
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::runtime::{self, LocalOptions, LocalRuntime};
use tokio::sync::{mpsc, watch};
use tokio::task;

use crate::error::GateError;
use crate::gate::Gate;
use crate::http::client_address::Peer;
use crate::http::connection;
use crate::http::desk::Desk;
use crate::http::door::Door;
use crate::http::listener::{self, SocketFile};
use crate::settings::GateSettings;

/// Gateways keep some dozens of connections; many more are somebody else's.
const MAX_CONNECTIONS: usize = 4096;
/// One judges more than a hundred thousand requests a second.
const MAX_THREADS: usize = 4;
/// After which a thread that is given no connection looks whether what it has at hand is still in force.
const REFRESH: Duration = Duration::from_secs(10);
/// How long a stop waits for requests under way.
const GRACE: Duration = Duration::from_secs(5);
/// After an accept that failed for want of file descriptors, so that the failure does not fill a core.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A running server. Dropping it stops it.
pub struct Server {
    gate: Arc<Gate>,
    door: Arc<ArcSwap<Door>>,
    stopping: watch::Sender<bool>,
    threads: Vec<JoinHandle<()>>,
    addresses: Addresses,
}

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Addresses {
    /// The TCP address, with the port that was given.
    pub tcp: Option<SocketAddr>,
    /// The Unix socket.
    pub socket: Option<PathBuf>,
}

/// A thread that serves connections.
struct Worker {
    accepted: mpsc::UnboundedSender<(Accepted, Place)>,
    open: Arc<AtomicUsize>,
}

/// A connection on its way to its thread.
enum Accepted {
    Tcp(TcpStream, IpAddr),
    Local(UnixStream),
}

impl Server {
    /// Listens at the addresses of `settings`, whether they say that the gate is on or not: who composes decides that.
    /// When this returns, connections are accepted.
    ///
    /// # Errors
    /// An address can't be listened at, or there are no threads to be had.
    pub fn start(gate: Arc<Gate>, settings: &GateSettings) -> Result<Server, GateError> {
        let tcp = settings.listen().map(listener::tcp).transpose()?;
        let local = settings.socket().map(listener::local).transpose()?;
        let addresses = Addresses {
            tcp: tcp.as_ref().and_then(|tcp| tcp.local_addr().ok()),
            socket: settings.socket().map(Path::to_path_buf),
        };
        let door = Arc::new(ArcSwap::from_pointee(Door::new(Arc::clone(&gate), settings)));
        let (stopping, stopped) = watch::channel(false);
        let mut server = Server {
            gate: Arc::clone(&gate),
            door: Arc::clone(&door),
            stopping,
            threads: Vec::new(),
            addresses,
        };
        let mut workers = Vec::new();
        for number in 0..thread_count() {
            let (accepted, connections) = mpsc::unbounded_channel();
            let worker = Worker { accepted, open: Arc::default() };
            workers.push(worker);
            let (door, stopped) = (Arc::clone(&door), stopped.clone());
            server.spawn(format!("gate-{number}"), || Ok(serve(connections, Desk::new(door), stopped)))?;
        }
        server.spawn("gate-accept".to_owned(), || {
            let tcp = tcp.map(tokio::net::TcpListener::from_std).transpose()?;
            let (local, file) = local.unzip();
            let local = local.map(tokio::net::UnixListener::from_std).transpose()?;
            let accepting = Arc::new(Accepting { gate, workers });
            Ok(accept(accepting, tcp, local, file, stopped))
        })?;
        Ok(server)
    }

    /// Judges by other settings from the next request on, on open connections too: whom to believe, hosts, the
    /// introspection secret. It listens where it did; for other addresses there is another server.
    pub fn reload(&self, settings: &GateSettings) {
        self.door.store(Arc::new(Door::new(Arc::clone(&self.gate), settings)));
    }

    /// Where it listens.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Accepts no more, answers what was asked already, and ends; after five seconds also where an answer is still due.
    pub fn stop(self) {}

    /// A thread with a runtime, in whose context `begin` makes what it runs; neither ever leaves the thread. If it can't be
    /// had, dropping `self` ends those that run already.
    fn spawn<F: Future<Output = ()>>(
        &mut self,
        name: String,
        begin: impl FnOnce() -> io::Result<F> + Send + 'static,
    ) -> Result<(), GateError> {
        let failed = |source| GateError::Threads { source };
        let (begun, has_begun) = std::sync::mpsc::sync_channel(1);
        let run = move || match begin_in_runtime(begin) {
            Ok((runtime, run)) => {
                // Whoever started it waits for this word.
                let _ = begun.send(Ok(()));
                runtime.block_on(run);
            }
            Err(source) => {
                let _ = begun.send(Err(source));
            }
        };
        self.threads.push(Builder::new().name(name).spawn(run).map_err(failed)?);
        let gone = |_| io::Error::other("the thread ended before it began");
        has_begun.recv().map_err(gone).flatten().map_err(failed)
    }
}

fn begin_in_runtime<F>(begin: impl FnOnce() -> io::Result<F>) -> io::Result<(LocalRuntime, F)> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build_local(LocalOptions::default())?;
    let run = {
        let _context = runtime.enter();
        begin()?
    };
    Ok((runtime, run))
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.send_replace(true);
        for thread in self.threads.drain(..) {
            // A thread that panicked has said so on the way.
            let _ = thread.join();
        }
    }
}

/// Half of the cores at the most: a gateway beside it needs more for a request than its answer takes. And what comes
/// together to one thread costs it one waking: with a thread for each of two cores a request cost an eighth more.
fn thread_count() -> usize {
    let cores = available_parallelism().map_or(1, usize::from);
    (cores / 2).clamp(1, MAX_THREADS)
}

/// What accepting takes.
struct Accepting {
    gate: Arc<Gate>,
    workers: Vec<Worker>,
}

/// Accepts until the stop. What it spawned ends with its runtime.
async fn accept(
    accepting: Arc<Accepting>,
    tcp: Option<tokio::net::TcpListener>,
    local: Option<tokio::net::UnixListener>,
    _file: Option<SocketFile>,
    mut stopped: watch::Receiver<bool>,
) {
    if let Some(listener) = tcp {
        let accepting = Arc::clone(&accepting);
        tokio::spawn(async move {
            loop {
                let accepted = listener.accept().await;
                let accepted = accepted.and_then(|(stream, peer)| {
                    // Answers are short and awaited: none may be held back.
                    stream.set_nodelay(true)?;
                    Ok(Accepted::Tcp(stream.into_std()?, peer.ip()))
                });
                accepting.give(accepted).await;
            }
        });
    }
    if let Some(listener) = local {
        tokio::spawn(async move {
            loop {
                let accepted = listener.accept().await;
                accepting
                    .give(accepted.and_then(|(stream, _)| Ok(Accepted::Local(stream.into_std()?))))
                    .await;
            }
        });
    }
    // An error means that the server has gone, which is a stop too.
    let _ = stopped.wait_for(|is_stopping| *is_stopping).await;
}

impl Accepting {
    /// To the thread with the fewest connections, or to nobody if there are too many.
    async fn give(&self, accepted: io::Result<Accepted>) {
        let Ok(connection) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            return;
        };
        let fewest = self.workers.iter().min_by_key(|worker| worker.open.load(Ordering::Relaxed));
        let worker = fewest.expect("a server has at least one thread");
        if let Some(place) = Place::take(&self.gate, &worker.open) {
            // It fails only where the thread has ended, and the connection with it.
            let _ = worker.accepted.send((connection, place));
        }
    }
}

/// Serves what it is given, until whoever gives has ended and the last request is answered.
async fn serve(
    mut connections: mpsc::UnboundedReceiver<(Accepted, Place)>,
    desk: Desk,
    stopped: watch::Receiver<bool>,
) {
    let desk = Rc::new(RefCell::new(desk));
    // Closed when the last connection drops its end.
    let (alive, mut all_gone) = mpsc::channel::<()>(1);
    loop {
        let given = tokio::time::timeout(REFRESH, connections.recv()).await;
        desk.borrow_mut().refresh();
        let (accepted, place) = match given {
            Ok(Some(given)) => given,
            Ok(None) => break,
            Err(_) => continue,
        };
        let (desk, stopped, alive) = (Rc::clone(&desk), stopped.clone(), alive.clone());
        task::spawn_local(async move {
            let (_place, _alive) = (place, alive);
            match accepted {
                Accepted::Tcp(stream, peer) => {
                    if let Ok(stream) = tokio::net::TcpStream::from_std(stream) {
                        connection::serve(stream, Peer::Address(peer), desk, stopped).await;
                    }
                }
                Accepted::Local(stream) => {
                    if let Ok(stream) = tokio::net::UnixStream::from_std(stream) {
                        connection::serve(stream, Peer::Local, desk, stopped).await;
                    }
                }
            }
        });
    }
    drop(alive);
    let _ = tokio::time::timeout(GRACE, all_gone.recv()).await;
}

/// One of the connections that may be open; given back when dropped.
struct Place {
    gate: Arc<Gate>,
    of_worker: Arc<AtomicUsize>,
}

impl Place {
    fn take(gate: &Arc<Gate>, of_worker: &Arc<AtomicUsize>) -> Option<Place> {
        let place = Place { gate: Arc::clone(gate), of_worker: Arc::clone(of_worker) };
        of_worker.fetch_add(1, Ordering::Relaxed);
        if gate.connections.open.fetch_add(1, Ordering::Relaxed) < MAX_CONNECTIONS {
            return Some(place);
        }
        gate.connections.refused.fetch_add(1, Ordering::Relaxed);
        None
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.gate.connections.open.fetch_sub(1, Ordering::Relaxed);
        self.of_worker.fetch_sub(1, Ordering::Relaxed);
    }
}
