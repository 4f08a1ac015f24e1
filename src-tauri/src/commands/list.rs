// The one list of commands: it feeds the handler (lib.rs), the access-control list (build.rs, which also checks
// capabilities/main.json against it) and the test that an unlisted name is refused (tests/access.rs).
// Plain comments, because build.rs includes this file in the middle of its own.
macro_rules! for_each_command {
    ($then:ident) => {
        $then! {
            session::session,
            session::watch,
            session::ui_ready,
            session::print_page,
            lock::lock,
            lock::unlock,
            lock::active,
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
            protection::check_passphrase,
            protection::set_passphrase,
            protection::remove_passphrase,
            protection::set_keyring,
            protection::use_key_file,
            protection::make_recovery_key,
            protection::confirm_recovery_key,
            protection::discard_recovery_key,
            protection::remove_recovery_key,
            protection::rotate_data_key,
            protection::stop_rotation,
            backups::backups,
            backups::back_up_now,
            backups::drill,
            backups::restore_backup,
            backups::mend_registry,
            backups::export_registry,
            backups::verify_events,
        }
    };
}
