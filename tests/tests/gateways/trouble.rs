//! A gate that is down, slow, killed or told to read again.

use crate::{
    house::{LOG, now, open_registry},
    stage::Stage,
    wire::Call,
};
use mapae_gate::recipe::Gateway;
use mapae_service::token_detail;
use rustix::process::Signal;
use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

pub(crate) fn without_a_gate_nothing_passes(stage: &mut Stage) {
    let call = Call::get(LOG).token(&stage.house.tokens.good);
    let mut caller = stage.caller();
    assert_eq!(caller.call(&call).status(), 200);
    drop(stage.gate.take());
    for _ in 0..3 {
        let status = stage.caller().call(&call).status();
        assert!((500..600).contains(&status), "{status}");
    }
    assert_eq!(stage.application.take().len(), 1, "only what was asked while there was a gate");
    stage.start_gate();
    assert_eq!(stage.caller().call(&call).status(), 200, "without a restart of the gateway");
}

pub(crate) fn a_gate_that_does_not_answer_is_no_gate(stage: &Stage) {
    if stage.gateway == Gateway::Traefik {
        // It waits half a minute, which no setting shortens; its recipe says so.
        return;
    }
    let call = Call::get(LOG).token(&stage.house.tokens.good);
    assert_eq!(stage.caller().call(&call).status(), 200);
    stage.gate().freeze();
    let begun = Instant::now();
    let status = stage.caller().call(&call).status();
    let took = begun.elapsed();
    stage.gate().signal(Signal::CONT);
    assert!((500..600).contains(&status), "{status}");
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(stage.application.take().len(), 1, "only what was answered");
}

/// One allowed request, and when its answer came.
type Allowed = Vec<Instant>;

/// Callers that go on whatever happens, until they are told to stop. Every answer is 200 or says that there is no gate.
fn under_load(stage: &mut Stage, act: impl FnOnce(&mut Stage)) -> Allowed {
    const CALLERS: usize = 4;
    let (over, allowed) = (AtomicBool::new(false), Mutex::new(Allowed::new()));
    let call = Call::get(LOG).token(&stage.house.tokens.counted);
    let front = stage.front();
    thread::scope(|scope| {
        // Also where what follows fails: the callers would go on for ever.
        let _at_the_end = Over(&over);
        for _ in 0..CALLERS {
            scope.spawn(|| {
                let mut caller = crate::wire::Caller::to(front);
                while !over.load(Ordering::Relaxed) {
                    let status = caller.call(&call).status();
                    match status {
                        200 => allowed.lock().expect("nobody panics with it").push(Instant::now()),
                        _ => assert!((500..600).contains(&status), "{status}"),
                    }
                }
            });
        }
        let seen = |count: usize| allowed.lock().expect("nobody panics with it").len() >= count;
        let wait = |count| acceptance::until("requests pass", || seen(count).then_some(()));
        wait(2_000);
        act(stage);
        let before = allowed.lock().expect("nobody panics with it").len();
        wait(before + 2_000);
    });
    allowed.into_inner().expect("nobody panicked with it")
}

struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// How often the counted token was used, as the registry says after the gate has ended.
fn counted(stage: &mut Stage) -> usize {
    let gate = stage.gate.take().expect("the gate runs");
    gate.signal(Signal::TERM);
    assert!(gate.end().success(), "asked to end, it ends well");
    let registry = open_registry(&stage.house.home, now());
    let detail = token_detail(&registry, stage.house.tokens.counted_id, now()).expect("the token is there");
    usize::try_from(detail.listed.usage.spent_total).expect("a count that fits")
}

pub(crate) fn a_gate_that_was_killed_loses_a_second_of_counting_at_most(stage: &mut Stage) {
    let mut killed = None;
    let allowed = under_load(stage, |stage| {
        // Long enough for counts to be written at least once.
        let begun = Instant::now();
        acceptance::until("two seconds of load", || (begun.elapsed() > Duration::from_secs(2)).then_some(()));
        killed = Some(Instant::now());
        drop(stage.gate.take());
        stage.start_gate();
    });
    let killed = killed.expect("it was killed");
    // A second of counting, and what it takes to write it.
    let sure = killed - Duration::from_millis(1_250);
    let may_be_lost = allowed.iter().filter(|at| (sure..killed).contains(at)).count();
    let counted = counted(stage);
    assert!(counted <= allowed.len() + 16, "{counted} of {}: more than were let in", allowed.len());
    assert!(
        counted >= allowed.len() - may_be_lost,
        "{counted} of {} were counted; {may_be_lost} came in the last second",
        allowed.len()
    );
}

pub(crate) fn reading_again_refuses_nobody(stage: &mut Stage) {
    let allowed = under_load(stage, |stage| {
        for _ in 0..5 {
            stage.gate().signal(Signal::HUP);
        }
    });
    let log = stage.gate().log();
    assert!(log.contains("read again"), "{log}");
    assert_eq!(counted(stage), allowed.len(), "each of them once");
}
