//! The engine's layout is clever, the domain's reference is plain; they must never differ, in verdict, deciding rule or
//! count.

use mapae_domain::{PlainCounter, PlainRegistry, Usage, decide};
use mapae_gate::Snapshot;
use proptest::prelude::*;

use crate::random::{calls, catalogue_after, in_words, tokens};
use crate::support::noon;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]
    #[test]
    fn the_engine_s_verdict_is_the_domain_s(
        tokens in tokens(),
        calls in calls(),
        fillers in prop_oneof![Just(0_usize), Just(57), Just(130)],
    ) {
        let catalogue = catalogue_after(fillers);
        let snapshot =
            Snapshot::build(&catalogue, tokens.iter().map(|token| (token.clone(), Usage::default())));
        let (plain, counter) = (PlainRegistry { tokens: &tokens, catalogue: &catalogue }, PlainCounter::default());
        let mut now = noon();
        for call in calls {
            now = call.after(now);
            call.ask(|request| {
                let engine = snapshot.decide(request, now);
                let reference = decide(request, &plain, &counter, now);
                prop_assert_eq!(
                    engine.policy.map(|policy| policy.id()),
                    reference.policy.map(|policy| policy.0.id)
                );
                prop_assert_eq!(
                    in_words(engine.verdict, |api| api.id().to_string()),
                    in_words(reference.verdict, |api| api.to_string()),
                    "{:?}", call
                );
                Ok(())
            })?;
        }
    }
}
