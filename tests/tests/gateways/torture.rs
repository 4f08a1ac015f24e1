//! A gate at full load while tokens come and go: `cargo xtask torture gate`. Gate, registry and nginx as in the window's
//! process, so that a change is in force at the next request.

use crate::{
    application::Application,
    house::{LOG, draft, issued, now, open_registry},
    load::{Load, resident},
    stage::start_gateway,
    wire::{Call, Caller},
};
use acceptance::{Home, free_address, until};
use mapae_domain::{Draft, Period};
use mapae_gate::{
    Gate, GateSettings, Server, SettingsDraft, WriteBack,
    recipe::{GateAddress, Gateway, RecipeInput, Token},
};
use mapae_service::{Followed, Registry, disable_token, enable_token, load_sample_catalogue, revoke_token};
use std::{
    env,
    sync::Arc,
    time::{Duration, Instant},
};

#[test]
#[expect(clippy::print_stdout, reason = "a torture tells what it has done")]
fn tokens_come_and_go_at_full_load_without_a_wrong_verdict() {
    let duration = env::var("MAPAE_TORTURE_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let duration = Duration::from_secs(duration.unwrap_or(5));
    let home = Home::new();
    let registry = Arc::new(open_registry(&home, now()));
    load_sample_catalogue(&registry, now()).expect("a fresh registry takes the sample");
    let steady: Vec<String> = (0..100).map(|number| issued(&registry, &limited(number), now()).1).collect();
    let (gate, _serving) = serve(&home, &registry);

    let application = Application::forgetful();
    let front = free_address();
    let socket = GateAddress::Unix(home.path().join("gate.sock"));
    let input = RecipeInput::new(
        socket,
        &application.address().to_string(),
        "/v1/",
        "X-Forwarded-For",
        Token::StopsHere,
    );
    let _nginx = start_gateway(Gateway::Nginx, &input.expect("an input of a recipe"), front, &home);
    let mut caller = Caller::to(front);
    until("nginx asks the gate", || {
        caller.try_call(&Call::get(LOG)).ok().filter(|answer| answer.status() == 401)
    });

    let load = Load::new(&home, "steady", LOG, &[], &steady, 16).start(front, duration);
    let (begun, ourselves) = (Instant::now(), std::process::id());
    let (mut lives, mut settled) = (0_u32, None);
    while begun.elapsed() < duration {
        life(&registry, &mut caller, lives);
        lives += 1;
        // What grows with every token (index, counters, events on their way) has its first rooms by then.
        if settled.is_none() && begun.elapsed() > duration / 5 {
            settled = Some((lives, resident(ourselves)));
        }
    }
    let counted = load.end();
    assert_eq!((counted.others, counted.broken), (0, 0), "every request with a steady token is let in");
    let figures = gate.figures();
    assert!(figures.allowed >= counted.requests, "{} decisions for {counted:?}", figures.allowed);
    let (lives_then, bytes_then) = settled.expect("it took longer than a fifth of it");
    let grown = resident(ourselves).saturating_sub(bytes_then);
    let a_life = grown / u64::from((lives - lives_then).max(1));
    println!(
        "{} requests with steady tokens, none refused; {lives} tokens issued, used, switched, withdrawn and refused at the \
         next request; {:.1} MiB more than after a fifth of it, {a_life} bytes a token",
        counted.requests,
        grown as f64 / 1048576.0
    );
    // Withdrawn tokens stay in the registry's index and in the gate: some hundred bytes each, and nothing by the request.
    assert!(grown < (16 << 20) + u64::from(lives) * 2048, "memory grows: {grown} bytes for {lives} tokens");
}

fn limited(number: u32) -> Draft {
    Draft {
        limit_count: "1000000000".to_owned(),
        limit_period: Period::Day,
        ..draft(&format!("steady {number}"))
    }
}

/// A token's whole life; each step is in force at the next request.
fn life(registry: &Registry, caller: &mut Caller, number: u32) {
    let (id, token) = issued(registry, &draft(&format!("life {number}")), now());
    let call = Call::get(LOG).token(&token);
    let mut expect = |status: u16, step: &str| {
        let answer = caller.call(&call);
        assert_eq!(answer.status(), status, "{step}: {answer:?}");
    };
    expect(200, "issued");
    disable_token(registry, id, now()).expect("a token in use can be switched off");
    expect(401, "switched off");
    enable_token(registry, id, now()).expect("one that is off can be switched on");
    expect(200, "switched on");
    revoke_token(registry, id, "a test", now()).expect("a token in use can be withdrawn");
    expect(401, "withdrawn");
}

/// As the window's process has it.
fn serve(home: &Home, registry: &Arc<Registry>) -> (Arc<Gate>, (Server, WriteBack)) {
    let gate = Arc::new(Gate::new(now));
    let following = Arc::clone(&gate);
    registry.follow(Box::new(move |followed| match followed {
        Followed::Change(change, sequence) => following.follow(change, sequence),
        Followed::CounterReset(id) => following.reset_counter(id),
    }));
    gate.load(registry.store()).expect("the registry can be read");
    let socket = home.path().join("gate.sock").display().to_string();
    let settings = SettingsDraft { enabled: true, listen: String::new(), socket, ..SettingsDraft::default() };
    let settings = GateSettings::parse(&settings).expect("settings as a form has them");
    let server = Server::start(Arc::clone(&gate), &settings).expect("the socket can be made");
    let writing = Arc::clone(registry);
    let write = move |usages: &[_], _| writing.note_usage(usages);
    let write_back = WriteBack::start(Arc::clone(&gate), write).expect("a thread can be started");
    (gate, (server, write_back))
}
