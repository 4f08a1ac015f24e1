//! What an answer costs, beside a server that does nothing, a gateway that does the same work itself, and a gateway that
//! asks nobody. To be read on an otherwise idle machine: `cargo xtask bench gate`.

use crate::{
    house::{LOG, draft, issued, now, open_registry},
    load::{Load, processor_time, thread_times},
    stage::{GateProcess, start_gateway},
};
use acceptance::{Home, Process, free_address, program, until, workspace};
use mapae_domain::{Draft, Period};
use mapae_gate::recipe::{GateAddress, Gateway, RecipeInput, Token};
use mapae_service::load_sample_catalogue;
use std::{
    collections::BTreeMap,
    env, fs,
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

const TOKENS: usize = 10_000;
const ROUNDS: usize = 3;
const DURATION: Duration = Duration::from_secs(4);
const CONNECTIONS: u32 = 16;
/// Each token admits these.
const NETWORKS: [&str; 4] = ["127.0.0.0/8", "10.0.0.0/8", "192.168.0.0/16", "2001:db8::/32"];

/// One way to be asked.
struct Contestant {
    name: &'static str,
    address: SocketAddr,
    processes: Vec<u32>,
    load: Load,
    best: f64,
    /// How many did at least a tenth of the work.
    threads: usize,
}

#[test]
#[ignore = "a benchmark: cargo xtask bench gate"]
#[expect(clippy::print_stdout, reason = "a benchmark is there to print")]
fn what_an_answer_costs() {
    let home = Home::new();
    let tokens = registry(&home);
    let application = Server::bare(&home, "application");
    let hyper = Server::bare(&home, "hyper");
    let haproxy = haproxy(&home, &tokens);
    let (over_tcp, gate_address) = (free_address(), home.path().join("gate.sock"));
    let gate_home =
        |address: &GateAddress| GateProcess::start(&home, address, &["--trusted-proxy", "127.0.0.1"]);

    let asked = [("X-Original-Method", "GET"), ("X-Original-URI", LOG), ("X-Forwarded-For", "127.0.0.1")];
    let load = |name: &str, path: &str, headers: &[(&str, &str)]| {
        Load::new(&home, name, path, headers, &tokens, CONNECTIONS)
    };
    let contestant = |name, server: &Server, load| Contestant {
        name,
        address: server.address,
        processes: vec![server.process.id()],
        load,
        best: f64::INFINITY,
        threads: 0,
    };

    // The gate alone, beside its rivals.
    let gate = gate_home(&GateAddress::Tcp(over_tcp));
    let mut first = [
        contestant("bare hyper, 200 to everything", &hyper, load("hyper", "/auth/nginx", &asked)),
        contestant("HAProxy, the same checks by itself", &haproxy, load("haproxy", LOG, &[])),
        Contestant {
            name: "the gate over TCP",
            address: over_tcp,
            processes: vec![gate.id()],
            load: load("gate", "/auth/nginx", &asked),
            best: f64::INFINITY,
            threads: 0,
        },
    ];
    measure(&mut first);
    let [bare, native, ours] = first.map(|contestant| contestant.best);

    // nginx before an application, asking nobody, the gate over TCP, and over its socket.
    let alone = nginx_alone(&home, application.address);
    let recipe = |gate: GateAddress, front| {
        let upstream = application.address.to_string();
        let input = RecipeInput::new(gate, &upstream, "/v1/", "X-Forwarded-For", Token::StopsHere);
        start_gateway(Gateway::Nginx, &input.expect("an input of a recipe"), front, &home)
    };
    let (front_tcp, front_socket) = (free_address(), free_address());
    let nginx_tcp = recipe(GateAddress::Tcp(over_tcp), front_tcp);
    answers(front_tcp);
    let mut second = [
        contestant("nginx alone", &alone, load("alone", LOG, &[])),
        Contestant {
            name: "nginx that asks the gate over TCP",
            address: front_tcp,
            processes: vec![nginx_tcp.id(), gate.id()],
            load: load("tcp", LOG, &[]),
            best: f64::INFINITY,
            threads: 0,
        },
    ];
    measure(&mut second);
    let [nobody, tcp] = second.map(|contestant| contestant.best);
    drop((gate, nginx_tcp));

    let gate = gate_home(&GateAddress::Unix(gate_address.clone()));
    let nginx_socket = recipe(GateAddress::Unix(gate_address), front_socket);
    answers(front_socket);
    let mut third = [Contestant {
        name: "nginx that asks the gate over its socket",
        address: front_socket,
        processes: vec![nginx_socket.id(), gate.id()],
        load: load("socket", LOG, &[]),
        best: f64::INFINITY,
        threads: 0,
    }];
    measure(&mut third);
    let [socket] = third.map(|contestant| contestant.best);

    println!("\nthe gate against bare hyper: {:.2} times its processor time (budget 1.30)", ours / bare);
    println!("the gate against HAProxy: {:.2} of its processor time (budget 1.00)", ours / native);
    println!(
        "asking costs nginx and gate together {:.1} µs a request over TCP, {:.1} over the socket, beside the {nobody:.1} of nginx alone",
        tcp - nobody,
        socket - nobody
    );
}

/// Rounds by turns, and of each the best: whatever else the machine does only ever adds.
#[expect(clippy::print_stdout, reason = "a benchmark is there to print")]
fn measure(contestants: &mut [Contestant]) {
    for _ in 0..ROUNDS {
        for contestant in &mut *contestants {
            let (before, threads_before) =
                (processor_time(&contestant.processes), thread_times(&contestant.processes));
            let counted = contestant.load.run(contestant.address, DURATION);
            let spent = processor_time(&contestant.processes) - before;
            contestant.threads = at_work(&threads_before, &thread_times(&contestant.processes));
            assert_eq!((counted.others, counted.broken), (0, 0), "{}: {counted:?}", contestant.name);
            contestant.best = contestant.best.min(spent.as_secs_f64() * 1e6 / counted.requests as f64);
        }
    }
    for contestant in contestants {
        let Contestant { best, threads, name, .. } = contestant;
        println!("{best:>5.2} µs a request, {threads} thread(s) at work: {name}");
    }
}

/// How many threads did at least a tenth of what all did.
fn at_work(before: &BTreeMap<PathBuf, u64>, after: &BTreeMap<PathBuf, u64>) -> usize {
    let spent = after.iter().map(|(thread, ticks)| ticks - before.get(thread).unwrap_or(&0));
    let spent: Vec<u64> = spent.collect();
    let all: u64 = spent.iter().sum();
    spent.iter().filter(|ticks| **ticks * 10 >= all).count()
}

/// Ten thousand tokens with four networks and a limit each; their strings.
fn registry(home: &Home) -> Vec<String> {
    const THREADS: usize = 16;
    let registry = open_registry(home, now());
    load_sample_catalogue(&registry, now()).expect("a fresh registry takes the sample");
    let next = AtomicUsize::new(0);
    let issue = || {
        let numbers = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)));
        let tokens = numbers.take_while(|number| *number < TOKENS).map(|number| {
            let allow = NETWORKS.map(str::to_owned).to_vec();
            let limit_count = "1000000000".to_owned();
            let draft =
                Draft { allow, limit_count, limit_period: Period::Day, ..draft(&format!("token {number}")) };
            issued(&registry, &draft, now()).1
        });
        tokens.collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(issue)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a token can be issued")).collect()
    })
}

/// A program that listens.
struct Server {
    address: SocketAddr,
    process: Process,
}

impl Server {
    fn start(
        home: &Home,
        name: &str,
        program: PathBuf,
        words: impl FnOnce(SocketAddr) -> Vec<String>,
    ) -> Self {
        let address = free_address();
        let process = Process::spawn(program, home.log(name), |command| {
            home.prepare(command);
            command.args(words(address));
        });
        answers(address);
        Self { address, process }
    }

    fn bare(home: &Home, name: &str) -> Self {
        let built = env::var_os("MAPAE_BARE_HYPER").map(PathBuf::from);
        let built = built.unwrap_or_else(|| workspace().join("target/release/examples/bare_hyper"));
        Self::start(home, name, built, |address| vec![address.to_string()])
    }
}

fn answers(address: SocketAddr) {
    until("it listens", || TcpStream::connect(address).ok());
}

/// The same application behind nginx, and nobody who is asked.
fn nginx_alone(home: &Home, application: SocketAddr) -> Server {
    let folder = home.path().join("nginx-alone");
    fs::create_dir(&folder).expect("a temporary folder can be written");
    let shown = folder.display().to_string();
    Server::start(home, "nginx-alone", program("nginx"), |front| {
        let frame = format!(
            "daemon off; master_process off; pid {shown}/pid;\n\
             events {{ worker_connections 1024; }}\n\
             http {{ access_log off;\n\
             client_body_temp_path {shown}/b; proxy_temp_path {shown}/p; fastcgi_temp_path {shown}/f;\n\
             uwsgi_temp_path {shown}/u; scgi_temp_path {shown}/s;\n\
             upstream application {{ server {application}; keepalive 32; }}\n\
             server {{ listen {front}; location ^~ /v1/ {{\n\
             proxy_pass http://application; proxy_http_version 1.1; proxy_set_header Connection \"\";\n\
             proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;\n\
             proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header Authorization \"\";\n\
             }} }} }}\n"
        );
        let path = folder.join("nginx.conf");
        fs::write(&path, frame).expect("a temporary folder can be written");
        ["-p", &shown, "-e", "stderr", "-c", &path.display().to_string()].map(str::to_owned).to_vec()
    })
}

/// HAProxy that judges by itself: which token, whether its office is where the caller is, method and path, how often.
fn haproxy(home: &Home, tokens: &[String]) -> Server {
    let folder = home.path().join("haproxy-native");
    fs::create_dir(&folder).expect("a temporary folder can be written");
    let write = |name: &str, text: String| {
        let path = folder.join(name);
        fs::write(&path, text).expect("a temporary folder can be written");
        path.display().to_string()
    };
    let offices = write("tokens.map", tokens.iter().map(|token| format!("{token} office\n")).collect());
    let networks = write("networks.map", NETWORKS.map(|network| format!("{network} office\n")).concat());
    Server::start(home, "haproxy-native", program("haproxy"), |front| {
        let frame = format!(
            "global\n nbthread 1\n\
             defaults\n mode http\n timeout client 30s\n timeout http-request 5s\n\
             frontend api\n bind {front}\n\
             stick-table type string len 44 size 20k expire 1d store http_req_rate(60s)\n\
             http-request set-var(txn.token) req.hdr(authorization),word(2,' ')\n\
             http-request set-var(txn.office) var(txn.token),map({offices})\n\
             http-request return status 401 unless {{ var(txn.office) -m found }}\n\
             http-request set-var(txn.network) src,map_ip({networks})\n\
             http-request return status 403 unless {{ var(txn.office),strcmp(txn.network) eq 0 }}\n\
             http-request return status 403 unless {{ method GET }} {{ path_beg /v1/build/run/log/ }}\n\
             http-request track-sc0 var(txn.token)\n\
             http-request return status 429 if {{ sc0_http_req_rate gt 1000000000 }}\n\
             http-request return status 200 hdr X-Token-Name %[var(txn.office)] hdr Cache-Control no-store\n"
        );
        vec!["-db".to_owned(), "-f".to_owned(), write("haproxy.cfg", frame)]
    })
}
