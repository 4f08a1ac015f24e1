//! `mapae-gate` as a program: what it refuses to start on, what it says, what it leaves behind.

use crate::{
    house::{House, LOG, OFFICE, now, open_registry},
    stage::GateProcess,
    wire::{Call, Caller},
};
use acceptance::{free_address, gate_binary};
use mapae_gate::{
    GateSettings, SETTINGS_FILE, SettingsDraft,
    recipe::{GateAddress, Gateway},
};
use rustix::process::Signal;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(gate_binary()).args(arguments).output().expect("it can be started")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn beside_a_window_it_says_so_and_ends() {
    let house = House::new();
    let _window = open_registry(&house.home, now());
    let data = house.data().display().to_string();
    let output = run(&["--data", &data, "--listen", &free_address().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(said.contains("open: close it first"), "{said}");
    assert!(said.contains(&data), "{said}");
}

#[test]
fn a_mistyped_folder_or_word_is_an_error_and_makes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let nowhere = folder.path().join("nowhere");
    let nowhere = nowhere.to_str().expect("an ASCII path");
    let output = run(&["--data", nowhere]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("there is no registry in"), "{}", said(&output));
    assert!(!std::path::Path::new(nowhere).exists());
    assert_eq!(run(&["--dta", nowhere]).status.code(), Some(2));
    assert_eq!(run(&["recipe", "apache"]).status.code(), Some(2));
}

#[test]
fn every_recipe_can_be_printed() {
    for gateway in Gateway::ALL {
        let output = run(&["recipe", gateway.word(), "--application", "app.test:8080", "--prefix", "/v1/"]);
        assert!(output.status.success(), "{}", said(&output));
        let printed = String::from_utf8(output.stdout).expect("text");
        assert!(printed.contains("app.test") && printed.contains("/v1/"), "{printed}");
    }
}

#[test]
fn settings_that_are_read_again_are_in_force_on_the_connections_that_are_open() {
    let house = House::new();
    let address = free_address();
    let gate = GateProcess::start(&house.home, &GateAddress::Tcp(address), &[]);
    let mut caller = Caller::to(address);
    let asked = Call::get("/auth/nginx").host("localhost").with("X-Original-Method", "GET");
    let asked = asked.with("X-Original-URI", LOG).with("X-Forwarded-For", OFFICE).token(&house.tokens.office);
    assert_eq!(caller.call(&asked).status(), 403, "nobody's word about the client counts");
    let trusting =
        SettingsDraft { trusted_proxies: vec!["127.0.0.1".to_owned()], ..SettingsDraft::default() };
    let settings = GateSettings::parse(&trusting).expect("settings as a form has them");
    settings.save(&house.data()).expect("the data folder can be written");
    gate.signal(Signal::HUP);
    acceptance::until("it has read again", || gate.log().contains("read again").then_some(()));
    assert_eq!(caller.call(&asked).status(), 200);

    // What can't be in force changes nothing.
    std::fs::write(house.data().join(SETTINGS_FILE), "nonsense").expect("the data folder can be written");
    gate.signal(Signal::HUP);
    acceptance::until("it has said so", || gate.log().contains("stay as they were").then_some(()));
    assert_eq!(caller.call(&asked).status(), 200);
}

#[test]
fn its_log_is_lines_of_json_without_a_secret() {
    let house = House::new();
    let address = free_address();
    let gate = GateProcess::start(&house.home, &GateAddress::Tcp(address), &[]);
    let mut caller = Caller::to(address);
    for token in house.tokens.all() {
        let call = Call::get("/auth/nginx").host("localhost").with("X-Original-Method", "GET");
        let _ = caller
            .try_call(&call.with("X-Original-URI", &format!("{LOG}?access_token={token}")).token(token));
        caller = Caller::to(address);
    }
    gate.signal(Signal::HUP);
    acceptance::until("it has read again", || gate.log().contains("read again").then_some(()));
    gate.signal(Signal::TERM);
    let log = house.home.log("mapae-gate");
    assert!(gate.end().success());
    let log = std::fs::read_to_string(log).expect("it has logged");
    for line in log.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
    assert!(house.tokens.all().iter().all(|token| !log.contains(token)), "{log}");
}
