// The one list of commands: it feeds the handler (lib.rs), the access-control list (build.rs, which also checks
// capabilities/main.json against it) and the test that an unlisted name is refused (tests/access.rs).
// Plain comments, because build.rs includes this file in the middle of its own.
macro_rules! for_each_command {
    ($then:ident) => {
        $then! {
            session::session,
            session::watch,
            session::ui_ready,
            settings::settings,
            settings::set_setting,
            catalogue::catalogue,
            catalogue::load_sample_catalogue,
            tokens::list_tokens,
            tokens::token_detail,
            issue::check_draft,
            issue::issue_token,
            copy::copy_token,
            copy::clear_clipboard,
        }
    };
}
