//! The real gateways, each with the text of its recipe, before the real `mapae-gate`: what the form says is what happens.

mod application;
mod bench;
mod headless;
mod house;
mod load;
mod stage;
mod torture;
mod trouble;
mod verdicts;
mod wire;

use mapae_gate::recipe::{Gateway, Token};
use stage::{Link, Stage};

macro_rules! before {
    ($($name:ident: $gateway:ident over $link:ident;)*) => { $(
        mod $name {
            use super::{Gateway, Link, Stage, trouble, verdicts};

            before!(in $gateway, $link: verdicts::what_is_allowed_arrives_with_its_owner_and_without_the_token);
            before!(in $gateway, $link: verdicts::an_identity_with_underscores_is_no_identity_either);
            before!(in $gateway, $link: verdicts::each_reason_to_refuse_has_its_status_and_challenge);
            before!(in $gateway, $link: verdicts::a_used_up_limit_says_when_to_come_again);
            before!(in $gateway, $link: verdicts::who_calls_is_whom_the_gateway_saw);
            before!(in $gateway, $link: verdicts::no_spelling_of_a_path_gets_past);
            before!(in $gateway, $link: verdicts::connections_stay_open);
            before!(in $gateway, $link: trouble::a_gate_that_does_not_answer_is_no_gate);

            #[test]
            fn without_a_gate_nothing_passes() {
                trouble::without_a_gate_nothing_passes(&mut Stage::of(Gateway::$gateway, Link::$link));
            }
        }
    )* };
    (in $gateway:ident, $link:ident: $module:ident::$test:ident) => {
        #[test]
        fn $test() {
            $module::$test(&Stage::of(Gateway::$gateway, Link::$link));
        }
    };
}

before! {
    nginx_over_tcp: Nginx over Tcp;
    nginx_over_unix: Nginx over Unix;
    caddy_over_tcp: Caddy over Tcp;
    caddy_over_unix: Caddy over Unix;
    haproxy_over_tcp: Haproxy over Tcp;
    haproxy_over_unix: Haproxy over Unix;
    envoy_over_tcp: Envoy over Tcp;
    envoy_over_unix: Envoy over Unix;
    traefik_over_tcp: Traefik over Tcp;
}

#[test]
fn the_application_gets_the_token_where_it_is_wanted() {
    for gateway in Gateway::ALL {
        let stage = Stage::with_token(gateway, Link::Tcp, Token::GoesOn);
        let call = wire::Call::get(house::LOG).token(&stage.house.tokens.good);
        assert_eq!(stage.caller().call(&call).status(), 200, "{gateway}");
        let [request] = &stage.application.take()[..] else { panic!("one request") };
        let expected = format!("Bearer {}", stage.house.tokens.good);
        assert_eq!(request.header("authorization"), Some(expected.as_str()), "{gateway}");
    }
}

#[test]
fn a_gate_that_was_killed_under_load_loses_a_second_of_counting_at_most() {
    for gateway in [Gateway::Nginx, Gateway::Haproxy] {
        let mut stage = Stage::of(gateway, Link::Unix);
        trouble::a_gate_that_was_killed_loses_a_second_of_counting_at_most(&mut stage);
    }
}

#[test]
fn reading_settings_and_registry_again_under_load_refuses_nobody() {
    trouble::reading_again_refuses_nobody(&mut Stage::of(Gateway::Nginx, Link::Unix));
}
