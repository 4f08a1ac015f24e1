//! An empty window, to measure Mapae's against (`cargo xtask bench window`): the same crates, profile, web view
//! settings and content security policy, and a page that holds nothing. It tells that it is drawn in the same way,
//! and so shows what of Mapae's start and memory is the platform's.
//!
//! It is an example of the package, not a program beside it, so that it shares the build and no installation
//! carries it. Its command has the name of one of Mapae's, because the access-control list is the package's.

use std::{env, error::Error, io::Write, path::PathBuf};
use tauri::{WebviewUrl, WebviewWindowBuilder, webview::NewWindowResponse};

/// The page has drawn its second frame.
#[tauri::command]
fn ui_ready() {
    // A reader that has gone is no trouble of ours.
    let _ = writeln!(std::io::stdout(), "ui_ready");
}

fn main() -> Result<(), Box<dyn Error>> {
    let home = env::var_os("MAPAE_HOME").map(PathBuf::from).ok_or("MAPAE_HOME must name a folder")?;
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![ui_ready])
        .setup(move |application| {
            WebviewWindowBuilder::new(application, "main", WebviewUrl::App("index.html".into()))
                .title("Empty")
                .inner_size(1200.0, 800.0)
                .min_inner_size(960.0, 640.0)
                .data_directory(home.join("state/webview"))
                .on_navigation(|url| url.scheme() == "tauri")
                .on_new_window(|_, _| NewWindowResponse::Deny)
                .disable_drag_drop_handler()
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!("examples/empty_window/tauri.conf.json"))?;
    Ok(())
}
