//! Real sockets.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use mapae_gate::{GateError, GateSettings, Server, SettingsDraft};

use crate::asking::Asking;
use crate::support::{scopes, text, token};

fn asking() -> Asking {
    Asking::of(&[token(1, scopes(&["log"]))])
}

fn any_port() -> GateSettings {
    GateSettings::default().with_listen(Some("127.0.0.1:0".parse().unwrap()), None)
}

fn at_socket(path: &Path) -> GateSettings {
    GateSettings::default().with_listen(None, Some(path.to_path_buf()))
}

fn start(asking: &Asking, settings: &GateSettings) -> Server {
    Server::start(Arc::clone(&asking.gate), settings).unwrap()
}

fn port(server: &Server) -> SocketAddr {
    server.addresses().tcp.unwrap()
}

fn question(method: &str) -> Vec<u8> {
    let mut head = format!(
        "{method} /auth/haproxy HTTP/1.1\r\nHost: localhost\r\nX-Original-Method: GET\r\n\
         X-Original-URI: /v1/log/7\r\nX-Forwarded-For: 203.0.113.7\r\nAuthorization: Bearer "
    )
    .into_bytes();
    head.extend(text(1));
    head.extend(b"\r\n\r\n");
    head
}

/// The status of one answer without a body.
fn answered(stream: &mut (impl Read + Write), question: &[u8]) -> std::io::Result<u16> {
    stream.write_all(question)?;
    let mut answer = Vec::new();
    let mut byte = [0];
    while !answer.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        answer.push(byte[0]);
    }
    let text = String::from_utf8(answer).unwrap();
    Ok(text.split(' ').nth(1).unwrap().parse().unwrap())
}

/// All that comes until the end.
fn rest(stream: &mut impl Read) -> String {
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    String::from_utf8_lossy(&rest).into_owned()
}

#[test]
fn one_connection_carries_many_requests() {
    let asking = asking();
    let server = start(&asking, &any_port());
    let mut stream = TcpStream::connect(port(&server)).unwrap();
    for _ in 0..100 {
        assert_eq!(answered(&mut stream, &question("GET")).unwrap(), 200);
    }
    assert_eq!(asking.gate.figures().connections, 1);
    // Together, and answered in order.
    let mut last = question("GET");
    last.truncate(last.len() - 2);
    last.extend(b"Connection: close\r\n\r\n");
    stream.write_all(&[question("GET"), last].concat()).unwrap();
    assert_eq!(rest(&mut stream).matches("HTTP/1.1 200 OK").count(), 2);
    assert_eq!(asking.gate.figures().allowed, 102);
    server.stop();
    assert_eq!(asking.gate.figures().connections, 0);
}

#[test]
fn a_peer_at_the_unix_socket_is_trusted_and_only_owner_and_group_reach_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.sock");
    let asking = asking();
    let server = start(&asking, &at_socket(&path));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
    let mut stream = UnixStream::connect(&path).unwrap();
    assert_eq!(answered(&mut stream, &question("GET")).unwrap(), 200);
    assert_eq!(asking.recorded().client, Some("203.0.113.7".parse().unwrap()));
    server.stop();
    assert!(!path.exists(), "it takes its file along");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn other_settings_hold_from_the_next_request_on() {
    let asking = asking();
    let server = start(&asking, &any_port());
    let mut stream = TcpStream::connect(port(&server)).unwrap();
    answered(&mut stream, &question("GET")).unwrap();
    assert_eq!(asking.recorded().client, Some("127.0.0.1".parse().unwrap()));
    let draft = SettingsDraft { trusted_proxies: vec!["127.0.0.1".to_owned()], ..SettingsDraft::default() };
    server.reload(&GateSettings::parse(&draft).unwrap());
    answered(&mut stream, &question("GET")).unwrap();
    assert_eq!(asking.recorded().client, Some("203.0.113.7".parse().unwrap()), "on the same connection");
}

#[test]
fn a_stale_socket_is_replaced_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gate.sock");
    let asking = asking();
    drop(UnixListener::bind(&path).unwrap());
    assert!(path.exists(), "as a kill leaves it");
    let first = start(&asking, &at_socket(&path));
    let mut stream = UnixStream::connect(&path).unwrap();
    assert_eq!(answered(&mut stream, &question("GET")).unwrap(), 200);
    let second = Server::start(Arc::clone(&asking.gate), &at_socket(&path));
    assert!(matches!(second, Err(GateError::SocketTaken { .. })));
    assert_eq!(answered(&mut stream, &question("GET")).unwrap(), 200, "the first one goes on");
    first.stop();

    fs::write(&path, "a file of somebody").unwrap();
    assert!(matches!(
        Server::start(Arc::clone(&asking.gate), &at_socket(&path)),
        Err(GateError::NotASocket { .. })
    ));
    assert_eq!(fs::read_to_string(&path).unwrap(), "a file of somebody");
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let settings = GateSettings::default().with_listen(Some(address), None);
    match Server::start(asking().gate, &settings) {
        Err(GateError::AddressTaken { address: named }) => assert_eq!(named, address),
        other => panic!("{:?}", other.err()),
    }
}

#[test]
fn heads_have_bounds() {
    let asking = asking();
    let server = start(&asking, &any_port());
    let long = format!("GET /auth/nginx HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(40 << 10));
    let with_headers = |count: usize| {
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n".to_owned() + &"X: y\r\n".repeat(count - 1) + "\r\n"
    };
    let many = with_headers(101);
    let endless = format!("GET /{} HTTP/1.1\r\n", "x".repeat(70 << 10));
    for head in [&long, &many, &endless, "garbage\r\n\r\n", "\0\0\0\0\r\n\r\n"] {
        let mut stream = TcpStream::connect(port(&server)).unwrap();
        // The server may close before all is sent.
        let _ = stream.write_all(head.as_bytes());
        let answer = rest(&mut stream);
        let status = answer.split(' ').nth(1).unwrap_or("closed").to_owned();
        assert!(matches!(&*status, "400" | "414" | "431" | "closed"), "{answer}");
    }
    let most = with_headers(100);
    for question in [most.as_bytes(), &question("GET")] {
        let mut stream = TcpStream::connect(port(&server)).unwrap();
        assert_eq!(answered(&mut stream, question).unwrap(), 200, "the server goes on");
    }
}

#[test]
fn who_ends_its_side_after_a_request_gets_the_answer_and_then_the_end() {
    let asking = asking();
    let server = start(&asking, &any_port());
    let mut stream = TcpStream::connect(port(&server)).unwrap();
    stream.write_all(&question("GET")).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    assert!(rest(&mut stream).starts_with("HTTP/1.1 200 OK"));
    // In the middle of a head, and of a body that is waited for: it is over at once, and nothing was judged.
    for unfinished in [
        "GET /auth/haproxy HTTP/1.1\r\nHost: local",
        "POST /introspect HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nto",
    ] {
        let mut stream = TcpStream::connect(port(&server)).unwrap();
        stream.write_all(unfinished.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        assert!(!answer.starts_with(b"HTTP/1.1 200"));
    }
    assert_eq!(asking.gate.figures().allowed, 1);
}

#[test]
fn a_body_that_nobody_reads_harms_nobody() {
    let asking = asking();
    let server = start(&asking, &any_port());
    let mut stream = TcpStream::connect(port(&server)).unwrap();
    let mut post = question("POST");
    post.truncate(post.len() - 2);
    post.extend(b"Content-Length: 5\r\n\r\nhello");
    assert_eq!(answered(&mut stream, &post).unwrap(), 200);
    // Too long for introspection: cut, and refused or closed, never kept.
    let mut stream = TcpStream::connect(port(&server)).unwrap();
    let body = "x".repeat(1 << 20);
    let head =
        format!("POST /introspect HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n", body.len());
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body.as_bytes());
    let answer = rest(&mut stream);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 404"), "{answer}");
}

#[test]
fn who_sends_a_head_byte_by_byte_is_cut_off_and_others_are_served_meanwhile() {
    let asking = asking();
    let server = start(&asking, &any_port());
    let address = port(&server);
    let begun = Instant::now();
    let slow: Vec<_> = (0..50)
        .map(|_| {
            thread::spawn(move || {
                let mut stream = TcpStream::connect(address).unwrap();
                stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
                let _ = stream.write_all(b"GET /auth/nginx HTTP/1.1\r\nX: ");
                let mut byte = [0];
                // A byte every fifth of a second: each wait is for the answer that ends it.
                loop {
                    match stream.read(&mut byte) {
                        Ok(0) => return,
                        Ok(_) => {}
                        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                            if stream.write_all(b"x").is_err() {
                                return;
                            }
                        }
                        Err(_) => return,
                    }
                    assert!(begun.elapsed() < Duration::from_secs(60), "it was never cut off");
                }
            })
        })
        .collect();
    let mut quick = TcpStream::connect(address).unwrap();
    while !slow.iter().all(thread::JoinHandle::is_finished) {
        assert_eq!(answered(&mut quick, &question("GET")).unwrap(), 200);
    }
    slow.into_iter().for_each(|slow| slow.join().unwrap());
    assert!(begun.elapsed() >= Duration::from_secs(4), "{:?}", begun.elapsed());
    // A peer may learn of the end a moment before the place is given back.
    while asking.gate.figures().connections != 1 {
        assert!(begun.elapsed() < Duration::from_secs(60), "theirs are given back");
        thread::yield_now();
    }
}

#[test]
fn a_stop_under_load_cuts_off_no_answer() {
    for round in 0..5 {
        let asking = asking();
        let server = start(&asking, &any_port());
        let address = port(&server);
        let stopping = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..8)
            .map(|_| {
                let stopping = Arc::clone(&stopping);
                thread::spawn(move || {
                    let mut answers = 0_u64;
                    let mut stream = TcpStream::connect(address).unwrap();
                    loop {
                        match answered(&mut stream, &question("GET")) {
                            Ok(status) => {
                                assert_eq!(status, 200);
                                answers += 1;
                            }
                            Err(_) => {
                                assert!(stopping.load(Ordering::SeqCst), "closed before the stop");
                                return answers;
                            }
                        }
                    }
                })
            })
            .collect();
        while asking.gate.figures().allowed < 2_000 {
            thread::yield_now();
        }
        stopping.store(true, Ordering::SeqCst);
        let begun = Instant::now();
        server.stop();
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
        let answers: u64 = clients.into_iter().map(|client| client.join().unwrap()).sum();
        assert_eq!(
            answers,
            asking.gate.figures().allowed,
            "round {round}: every request that was judged was answered"
        );
        assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
    }
}

#[test]
fn a_stop_waits_no_longer_than_its_grace_for_who_does_not_go_on() {
    let asking = asking();
    let server = start(&asking, &any_port());
    let mut idle = TcpStream::connect(port(&server)).unwrap();
    assert_eq!(answered(&mut idle, &question("GET")).unwrap(), 200);
    let mut half = TcpStream::connect(port(&server)).unwrap();
    half.write_all(b"GET /auth").unwrap();
    while asking.gate.figures().connections < 2 {
        thread::yield_now();
    }
    let begun = Instant::now();
    server.stop();
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert_eq!(rest(&mut idle), "");
    assert_eq!(asking.gate.figures().connections, 0);
}
