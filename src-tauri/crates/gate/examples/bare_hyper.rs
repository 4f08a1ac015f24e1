//! What answering costs at the least: a server of hyper alone that says 200 to everything, on as many threads as the gate
//! has. `cargo xtask bench gate` puts the gate beside it, and uses it as the application behind gateways.
//!
//! `bare_hyper 127.0.0.1:8080`

#![allow(clippy::unwrap_used, reason = "a measuring program")]

use std::convert::Infallible;
use std::net::TcpListener;
use std::thread;

use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;

fn main() {
    let address = std::env::args().nth(1).unwrap();
    let listener = TcpListener::bind(address).unwrap();
    listener.set_nonblocking(true).unwrap();
    let count = (thread::available_parallelism().map_or(1, usize::from) / 2).clamp(1, 4);
    let threads: Vec<_> = (0..count)
        .map(|_| {
            let listener = listener.try_clone().unwrap();
            thread::spawn(move || serve(listener))
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

fn serve(listener: TcpListener) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            tokio::task::spawn_local(async move {
                let answer = |_| async { Ok::<_, Infallible>(Response::new(Full::new(Bytes::new()))) };
                // A connection that breaks is the other side's affair.
                let _ =
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer)).await;
            });
        }
    });
}
