//! How long from Enter on the lock until the list is drawn, beside what the passphrase itself takes. Prints figures and
//! judges nothing: read them on an idle machine.

use acceptance::{Home, Key, Role, Start, until_async};
use mapae_vault::{KeyPlace, KeyringChoice, Opened, Passphrase, Start as VaultStart, Vault, Zeroizing};
use std::time::Instant;

const PASSPHRASE: &str = "three horses and a long road";
const ROUNDS: usize = 7;
/// Of milliseconds, beyond what the passphrase takes.
const BUDGET: f64 = 150.0;

#[tokio::test]
#[ignore = "a benchmark: cargo xtask bench unlock"]
#[expect(clippy::print_stdout, reason = "figures are what it is for")]
async fn enter_on_the_lock_to_the_list_drawn() {
    let home = Home::of_registry("MAPAE_BENCH_HOME");
    let app = Start::at(&home).open().await;
    app.find(Role::Grid, "API 토큰").element().await;
    app.chord(&[Key::Control], ',').await;
    app.find(Role::Button, "암호 설정").click().await;
    let dialog = app.find(Role::Dialog, "암호 설정");
    dialog.find(Role::TextBox, "새 암호").focused().await;
    app.keyboard().enter(PASSPHRASE);
    dialog.gone().await;
    app.find(Role::Button, "API 토큰 발급").click().await;

    let mut whole = Vec::new();
    for _ in 0..ROUNDS {
        app.chord(&[Key::Control], 'l').await;
        app.find(Role::TextBox, "암호").focused().await;
        app.script(WATCH, &[]).await;
        app.keyboard().enter(PASSPHRASE);
        let drawn = async || app.script("return window.drawn ?? null", &[]).await.as_f64();
        whole.push(until_async("the list is drawn", drawn).await);
    }
    let passphrase: Vec<f64> = (0..ROUNDS).map(|_| passphrase_alone(&home)).collect();
    let (whole, passphrase) = (median(whole), median(passphrase));
    println!(
        "unlocking a registry of 10,000 tokens: {whole:.0} ms, of which the passphrase takes {passphrase:.0} ms"
    );
    println!("the rest: {:.0} ms (budget {BUDGET:.0} ms)", whole - passphrase);
}

/// From the Enter that unlocks until the frame after the first row is there.
const WATCH: &str = "window.drawn = undefined; let begun; \
    addEventListener('keydown', (event) => { if (event.key === 'Enter') begun = performance.now(); }, { capture: true }); \
    const look = () => requestAnimationFrame(() => { \
        if (begun !== undefined && document.querySelector('[role=rowheader]')) \
            requestAnimationFrame(() => { window.drawn = performance.now() - begun; }); \
        else look(); \
    }); look()";

/// Milliseconds that the same passphrase takes here.
fn passphrase_alone(home: &Home) -> f64 {
    let state = home.mapae().join("state");
    let place = KeyPlace { state_folder: &state, keyring: KeyringChoice::Never };
    let Ok(Opened::Locked(locked)) = Vault::open(place, false, VaultStart::Locked) else {
        panic!("it has a passphrase")
    };
    let typed = Passphrase::typed(Zeroizing::new(PASSPHRASE.to_owned())).expect("short enough");
    let begun = Instant::now();
    assert!(locked.unlock_with_passphrase(&typed).is_ok(), "it is the passphrase");
    begun.elapsed().as_secs_f64() * 1000.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
