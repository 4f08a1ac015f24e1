//! HTTP/1.1 as bytes, for a caller who forges and an application that echoes: a library would mend what we want broken.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

/// Longer than any gateway may take to say no.
const PATIENCE: Duration = Duration::from_secs(10);

/// The head of a request or an answer, and its body.
#[derive(Debug, Clone, Default)]
pub(crate) struct Message {
    /// Without its line break.
    pub(crate) first_line: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// The next one on a connection; `None` where it has ended between two. `has_body`: of answers to HEAD it is false.
    pub(crate) fn read(from: &mut impl BufRead, has_body: bool) -> io::Result<Option<Self>> {
        let Some(first_line) = line(from)? else { return Ok(None) };
        let mut message = Self { first_line, ..Self::default() };
        while let Some(text) = line(from)?.filter(|line| !line.is_empty()) {
            let (name, value) = text.split_once(':').ok_or_else(|| io::Error::other(text.clone()))?;
            message.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        if has_body {
            message.body = message.read_body(from)?;
        }
        Ok(Some(message))
    }

    fn read_body(&self, from: &mut impl BufRead) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        if self.header("transfer-encoding").is_some() {
            loop {
                let size = line(from)?.unwrap_or_default();
                let size = u64::from_str_radix(&size, 16).map_err(io::Error::other)?;
                from.take(size).read_to_end(&mut body)?;
                line(from)?;
                if size == 0 {
                    return Ok(body);
                }
            }
        }
        let length = self.header("content-length").map_or(Ok(0), str::parse).map_err(io::Error::other)?;
        from.take(length).read_to_end(&mut body)?;
        if body.len() as u64 == length { Ok(body) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    /// The value of a header; of several the first.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The values of all headers of that name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// Of an answer.
    pub(crate) fn status(&self) -> u16 {
        let status = self.first_line.split(' ').nth(1).and_then(|status| status.parse().ok());
        status.unwrap_or_else(|| panic!("no status: {}", self.first_line))
    }
}

fn line(from: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    if from.read_until(b'\n', &mut bytes)? == 0 {
        return Ok(None);
    }
    // As Latin-1: whatever it is, it is kept.
    Ok(Some(bytes.into_iter().filter(|byte| !b"\r\n".contains(byte)).map(char::from).collect()))
}

/// What a caller sends. The path goes out as it is, in Latin-1.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    method: String,
    target: String,
    host: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Call {
    pub(crate) fn new(method: &str, target: &str) -> Self {
        let (method, target) = (method.to_owned(), target.to_owned());
        Self { method, target, host: "api.test".to_owned(), headers: Vec::new(), body: String::new() }
    }

    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Of another host than the one that gateways are asked for.
    pub(crate) fn host(mut self, host: &str) -> Self {
        self.host = host.to_owned();
        self
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.with("Authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn body(mut self, body: &str) -> Self {
        self.body = body.to_owned();
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{} {} HTTP/1.1\r\nHost: {}\r\n", self.method, self.target, self.host);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        if !self.body.is_empty() {
            text.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        text.push_str("\r\n");
        text.push_str(&self.body);
        text.chars().map(|letter| u8::try_from(letter).expect("a call is written in Latin-1")).collect()
    }
}

/// A caller's connection, which stays open until the other side says that it ends.
pub(crate) struct Caller {
    source: Ipv4Addr,
    address: SocketAddr,
    connection: Option<BufReader<TcpStream>>,
}

impl Caller {
    pub(crate) fn to(address: SocketAddr) -> Self {
        Self::from(Ipv4Addr::LOCALHOST, address)
    }

    /// From another address of this machine: all of 127.0.0.0/8 are.
    pub(crate) fn from(source: Ipv4Addr, address: SocketAddr) -> Self {
        Self { source, address, connection: None }
    }

    /// Sends and waits for the answer.
    pub(crate) fn try_call(&mut self, call: &Call) -> io::Result<Message> {
        let mut connection = self.connection.take().map_or_else(|| connect(self.source, self.address), Ok)?;
        connection.get_mut().write_all(&call.bytes())?;
        let answer =
            Message::read(&mut connection, call.method != "HEAD")?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let ends = answer.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        self.connection = (!ends).then_some(connection);
        Ok(answer)
    }

    pub(crate) fn call(&mut self, call: &Call) -> Message {
        self.try_call(call).unwrap_or_else(|error| panic!("no answer to {call:?}: {error}"))
    }
}

fn connect(source: Ipv4Addr, address: SocketAddr) -> io::Result<BufReader<TcpStream>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let stream = runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.bind((source, 0).into())?;
        socket.connect(address).await?.into_std()
    })?;
    stream.set_nonblocking(false)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(BufReader::new(stream))
}
