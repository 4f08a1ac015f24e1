//! wrk, and what the programs that it loads spend on it.

use acceptance::{Home, program};
use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// Requests of many callers, each with the next token of a list.
pub(crate) struct Load {
    script: PathBuf,
    connections: u32,
}

/// What wrk counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counted {
    pub(crate) requests: u64,
    /// Neither 2xx nor 3xx.
    pub(crate) others: u64,
    /// Connections that broke, or answers that did not come.
    pub(crate) broken: u64,
}

/// A run under way.
pub(crate) struct Running(Child);

impl Load {
    /// `headers` go along with each request for `path`.
    pub(crate) fn new(
        home: &Home,
        name: &str,
        path: &str,
        headers: &[(&str, &str)],
        tokens: &[String],
        connections: u32,
    ) -> Self {
        let (list, script) = (home.log(&format!("{name}-tokens")), home.path().join(format!("{name}.lua")));
        fs::write(&list, tokens.join("\n")).expect("a temporary folder can be written");
        let headers: String =
            headers.iter().map(|(name, value)| format!("headers[\"{name}\"] = \"{value}\"\n")).collect();
        // In an order that no cache can guess; each thread begins elsewhere.
        let text = format!(
            "local requests, at = {{}}, 0\n\
             function init()\n\
             for token in io.lines(\"{}\") do\n\
             local headers = {{ Host = \"localhost\", Authorization = \"Bearer \" .. token }}\n\
             {headers}\
             requests[#requests + 1] = wrk.format(\"GET\", \"{path}\", headers)\n\
             end\n\
             math.randomseed(os.time())\n\
             at = math.random(#requests)\n\
             end\n\
             function request()\n\
             at = (at + 7919) % #requests\n\
             return requests[at + 1]\n\
             end\n",
            list.display()
        );
        fs::write(&script, text).expect("a temporary folder can be written");
        Self { script, connections }
    }

    pub(crate) fn start(&self, address: SocketAddr, duration: Duration) -> Running {
        let mut wrk = Command::new(program("wrk"));
        wrk.args(["-t", "1", "-c", &self.connections.to_string()]);
        wrk.args(["-d", &format!("{}s", duration.as_secs())]).arg("-s").arg(&self.script);
        wrk.arg(format!("http://{address}/")).stdout(Stdio::piped());
        Running(wrk.spawn().expect("wrk can be started"))
    }

    pub(crate) fn run(&self, address: SocketAddr, duration: Duration) -> Counted {
        self.start(address, duration).end()
    }
}

impl Running {
    pub(crate) fn end(self) -> Counted {
        let output = self.0.wait_with_output().expect("wrk ends by itself");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}");
        let number =
            |text: &str| -> u64 { text.trim().parse().unwrap_or_else(|_| panic!("no number: {said}")) };
        let requests =
            said.lines().find_map(|line| line.split_once(" requests in")).map(|(count, _)| number(count));
        let others = said.lines().find_map(|line| line.trim().strip_prefix("Non-2xx or 3xx responses: "));
        let errors = said.lines().find_map(|line| line.trim().strip_prefix("Socket errors: "));
        let broken = errors.into_iter().flat_map(|errors| errors.split(", "));
        Counted {
            requests: requests.unwrap_or_else(|| panic!("wrk said nothing: {said}")),
            others: others.map_or(0, number),
            broken: broken.filter_map(|error| error.rsplit(' ').next()).map(number).sum(),
        }
    }
}

/// What processes have had of the processor, all of their threads together.
pub(crate) fn processor_time(processes: &[u32]) -> Duration {
    let ticks_a_second = rustix::param::clock_ticks_per_second();
    let ticks: u64 = processes.iter().map(|id| ticks(&PathBuf::from(format!("/proc/{id}")))).sum();
    Duration::from_millis(ticks * 1000 / ticks_a_second)
}

/// The same of each of their threads, in ticks of the clock.
pub(crate) fn thread_times(processes: &[u32]) -> BTreeMap<PathBuf, u64> {
    let threads = processes.iter().flat_map(|id| {
        let tasks = fs::read_dir(format!("/proc/{id}/task")).expect("the process runs");
        tasks.map(|task| task.expect("a folder of proc can be read").path())
    });
    threads.map(|thread| (thread.clone(), ticks(&thread))).collect()
}

/// Of a process or a thread by its folder in `/proc`.
fn ticks(folder: &Path) -> u64 {
    let stat = fs::read_to_string(folder.join("stat")).expect("the process runs");
    // proc(5): fields 14 and 15, counted after the name, which may hold anything.
    let fields = stat.rsplit(") ").next().expect("a name in brackets").split(' ');
    let times: Vec<u64> = fields.skip(11).take(2).filter_map(|ticks| ticks.parse().ok()).collect();
    times.iter().sum()
}

/// Memory that is not shared with anybody, in bytes.
pub(crate) fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("Linux tells it");
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number of kB");
    kilobytes * 1024
}
