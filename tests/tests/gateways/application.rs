//! The application behind the gateways: it answers every request with 200, and remembers what it got.

use crate::wire::Message;
use std::{
    io::{BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

#[derive(Clone)]
pub(crate) struct Application {
    address: SocketAddr,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    requests: Mutex<Vec<Message>>,
    connections: AtomicUsize,
    forgets: bool,
}

impl Application {
    /// Ends with the test's process.
    pub(crate) fn start() -> Self {
        Self::serving(Seen::default())
    }

    /// One that remembers nothing: for loads.
    pub(crate) fn forgetful() -> Self {
        Self::serving(Seen { forgets: true, ..Seen::default() })
    }

    fn serving(seen: Seen) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
        let address = listener.local_addr().expect("it is bound");
        let seen = Arc::new(seen);
        let kept = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                kept.connections.fetch_add(1, Ordering::Relaxed);
                let kept = Arc::clone(&kept);
                thread::spawn(move || kept.serve(stream));
            }
        });
        Self { address, seen }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// All requests since the last time.
    pub(crate) fn take(&self) -> Vec<Message> {
        std::mem::take(&mut self.seen.requests.lock().expect("no test panics while it holds this"))
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::Relaxed)
    }
}

impl Seen {
    fn serve(&self, stream: TcpStream) {
        let Ok(mut answers) = stream.try_clone() else { return };
        let mut requests = BufReader::new(stream);
        while let Ok(Some(request)) = Message::read(&mut requests, true) {
            let is_head = request.first_line.starts_with("HEAD ");
            if !self.forgets {
                self.requests.lock().expect("no test panics while it holds this").push(request);
            }
            let body = if is_head { "" } else { "done" };
            // In one piece: pieces wait for each other's acknowledgement.
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{body}");
            if answers.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    }
}
