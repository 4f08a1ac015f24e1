//! A gateway with the gate beside it and an application behind it: the real programs, each on a port of its own.

use crate::{
    application::Application,
    house::{House, LOG},
    wire::{Call, Caller},
};
use acceptance::{Home, Process, free_address, gate_binary, program, until};
use mapae_gate::recipe::{GateAddress, Gateway, RecipeInput, Token, recipe};
use rustix::process::{Pid, Signal, kill_process};
use std::{
    fs,
    net::{SocketAddr, TcpStream},
    os::unix::net::UnixStream,
    path::Path,
    process::ExitStatus,
};

/// How a gateway reaches the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    Tcp,
    Unix,
}

pub(crate) struct Stage {
    pub(crate) gateway: Gateway,
    pub(crate) house: House,
    pub(crate) application: Application,
    pub(crate) gate: Option<GateProcess>,
    gate_address: GateAddress,
    front: SocketAddr,
    gateway_process: Process,
}

impl Stage {
    pub(crate) fn of(gateway: Gateway, link: Link) -> Self {
        Self::with_token(gateway, link, Token::StopsHere)
    }

    pub(crate) fn with_token(gateway: Gateway, link: Link, token: Token) -> Self {
        let house = House::new();
        let application = Application::start();
        let gate_address = match link {
            Link::Tcp => GateAddress::Tcp(free_address()),
            Link::Unix => GateAddress::Unix(house.home.path().join("gate.sock")),
        };
        let upstream = application.address().to_string();
        let input = RecipeInput::new(gate_address.clone(), &upstream, "/v1/", "X-Forwarded-For", token);
        let front = free_address();
        let process = start_gateway(gateway, &input.expect("an input of a recipe"), front, &house.home);
        let mut stage =
            Self { gateway, house, application, gate: None, gate_address, front, gateway_process: process };
        stage.start_gate();
        stage.until_the_gate_is_asked();
        stage
    }

    pub(crate) fn start_gate(&mut self) {
        self.gate =
            Some(GateProcess::start(&self.house.home, &self.gate_address, &["--trusted-proxy", "127.0.0.1"]));
    }

    /// Some gateways listen before they have read what to do.
    fn until_the_gate_is_asked(&mut self) {
        let nobody = Call::get(LOG);
        until("the gateway asks the gate", || {
            assert_eq!(self.gateway_process.ended(), None, "{}", self.gateway_process.printed_errors());
            let answer = self.caller().try_call(&nobody).ok()?;
            (answer.status() == 401).then_some(())
        });
    }

    pub(crate) fn gate(&self) -> &GateProcess {
        self.gate.as_ref().expect("the gate runs")
    }

    /// A connection to the gateway.
    pub(crate) fn caller(&self) -> Caller {
        Caller::to(self.front)
    }

    /// The same from another address.
    pub(crate) fn caller_from(&self, source: &str) -> Caller {
        Caller::from(source.parse().expect("an IPv4 address"), self.front)
    }

    pub(crate) fn front(&self) -> SocketAddr {
        self.front
    }
}

/// `mapae-gate` itself.
pub(crate) struct GateProcess(Process);

impl GateProcess {
    /// Starts it and waits until it answers.
    pub(crate) fn start(home: &Home, address: &GateAddress, more: &[&str]) -> Self {
        let (data, state) = (home.data(), home.mapae().join("state"));
        let mut process = Process::spawn(gate_binary(), home.log("mapae-gate"), |command| {
            home.prepare(command);
            command.arg("--data").arg(data).arg("--state").arg(state);
            command.args(["--listen", &address.to_string()]).args(more);
        });
        until("the gate listens", || {
            assert_eq!(process.ended(), None, "{}", process.printed_errors());
            match address {
                GateAddress::Tcp(address) => TcpStream::connect(address).is_ok().then_some(()),
                GateAddress::Unix(path) => UnixStream::connect(path).is_ok().then_some(()),
            }
        });
        Self(process)
    }

    pub(crate) fn id(&self) -> u32 {
        self.0.id()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw).expect("a process has an id");
        kill_process(id, signal).expect("one's own child can be signalled");
    }

    /// Stops all of its threads where they are.
    pub(crate) fn freeze(&self) {
        self.signal(Signal::STOP);
        let tasks = format!("/proc/{}/task", self.0.id());
        let is_stopped = |task: fs::DirEntry| {
            let stat = fs::read_to_string(task.path().join("stat")).unwrap_or_default();
            stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('T'))
        };
        until("every thread has stopped", || {
            let tasks = fs::read_dir(&tasks).expect("the process is there");
            tasks.flatten().all(is_stopped).then_some(())
        });
    }

    /// Waits until it has ended.
    pub(crate) fn end(mut self) -> ExitStatus {
        until("the gate ends", || self.0.ended())
    }

    /// What it has logged.
    pub(crate) fn log(&self) -> String {
        self.0.printed_errors()
    }
}

/// The program with exactly the recipe's text, in the smallest frame that it takes.
pub(crate) fn start_gateway(
    gateway: Gateway,
    input: &RecipeInput,
    front: SocketAddr,
    home: &Home,
) -> Process {
    let folder = home.path().join(format!("{}-{}", gateway.word(), front.port()));
    fs::create_dir(&folder).expect("a temporary folder can be written");
    let recipe = recipe(gateway, input).expect("this gateway can do all of it");
    let at = |name: &str| folder.join(name).display().to_string();
    for file in recipe.files() {
        write(&folder, file.name(), file.text());
    }
    let words = match gateway {
        Gateway::Nginx => {
            let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map(|kind| format!("{kind}_temp_path {};", at(kind)))
                .concat();
            let frame = format!(
                "daemon off; master_process off; pid {};\n\
                 events {{ worker_connections 1024; }}\n\
                 http {{ access_log off; {temporary}\n include {};\n server {{ listen {front}; include {}; }} }}\n",
                at("pid"),
                at("mapae-upstreams.conf"),
                at("mapae-locations.conf"),
            );
            write(&folder, "nginx.conf", &frame);
            vec![
                "-p".to_owned(),
                at(""),
                "-e".to_owned(),
                "stderr".to_owned(),
                "-c".to_owned(),
                at("nginx.conf"),
            ]
        }
        Gateway::Caddy => {
            let frame = format!(
                "{{\n admin off\n auto_https off\n}}\nhttp://:{} {{\n bind {}\n import {}\n}}\n",
                front.port(),
                front.ip(),
                at("Caddyfile")
            );
            write(&folder, "frame", &frame);
            ["run", "--adapter", "caddyfile", "--config", &at("frame")].map(str::to_owned).to_vec()
        }
        Gateway::Haproxy => {
            let frame = format!(
                "global\n lua-load-per-thread {}\n nbthread 2\ndefaults\n mode http\n timeout client 30s\n \
                 timeout http-request 5s\nfrontend api\n bind {front}\n use_backend mapae_application if {{ path_beg /v1/ }}\n",
                at("mapae.lua")
            );
            write(&folder, "frame.cfg", &frame);
            ["-db", "-f", &at("frame.cfg"), "-f", &at("haproxy.cfg")].map(str::to_owned).to_vec()
        }
        Gateway::Envoy => {
            let text = fs::read_to_string(folder.join("envoy.yaml")).expect("written above");
            let (everywhere, here) = (
                "{ address: 0.0.0.0, port_value: 8080 }",
                format!("{{ address: {}, port_value: {} }}", front.ip(), front.port()),
            );
            assert!(text.contains(everywhere), "the recipe listens at a port that can be replaced");
            write(&folder, "envoy.yaml", &text.replace(everywhere, &here));
            ["--disable-hot-restart", "--concurrency", "1", "-l", "warning", "-c", &at("envoy.yaml")]
                .map(str::to_owned)
                .to_vec()
        }
        Gateway::Traefik => {
            let frame = format!(
                "entryPoints: {{ api: {{ address: \"{front}\" }} }}\n\
                 providers: {{ file: {{ filename: {} }} }}\n\
                 global: {{ checkNewVersion: false, sendAnonymousUsage: false }}\n",
                at("traefik.yaml")
            );
            write(&folder, "static.yaml", &frame);
            vec![format!("--configFile={}", at("static.yaml"))]
        }
    };
    Process::spawn(program(gateway.word()), home.log(gateway.word()), |command| {
        home.prepare(command);
        command.args(words);
    })
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("a temporary folder can be written");
}
