//! The one window, and what WebKit needs to be told for it.

use crate::commands::views::{SettingsView, ThemeView};
use std::path::Path;
use tauri::{
    App, Manager, Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    webview::{NewWindowResponse, PageLoadEvent},
    window::Color,
};

/// The capability in `capabilities/main.json` names this label and no other.
pub(crate) const LABEL: &str = "main";

/// `--surface` of ui/src/css/vars.css.
const LIGHT_SURFACE: Color = Color(0xff, 0xff, 0xff, 0xff);
const DARK_SURFACE: Color = Color(0x16, 0x1a, 0x21, 0xff);

/// Opens the window. `settings` reach the page before its first script, so that its first paint has the right
/// theme and language; `state_folder` takes what WebKit keeps.
///
/// It is shown once the page has been loaded. Drawn before that, where there is no graphics processor, WebKitGTK 2.50 waits
/// for a picture in this process, which the page waits for to be given its files: half a second, until it gives up.
///
/// # Errors
/// The web view can't be made.
pub(crate) fn open<R: Runtime>(
    app: &App<R>,
    settings: &SettingsView,
    state_folder: &Path,
) -> tauri::Result<WebviewWindow<R>> {
    let initial = serde_json::to_string(settings).map_err(tauri::Error::from)?;
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("index.html".into()))
        .title("Mapae")
        .inner_size(1280.0, 800.0)
        .min_inner_size(960.0, 640.0)
        .visible(false)
        .on_page_load(|window, load| match load.event() {
            PageLoadEvent::Started => give_the_page_its_size(&window),
            PageLoadEvent::Finished => show(&window),
        })
        .data_directory(state_folder.join("webview"))
        .initialization_script(format!("window.__MAPAE_SETTINGS__ = Object.freeze({initial});"))
        // The page is ours alone: it goes nowhere else, opens nothing, and takes no dropped files.
        .on_navigation(|url| url.scheme() == "tauri")
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .disable_drag_drop_handler()
        .build()?;
    show_the_syllable_being_typed(&window)?;
    // What shows before the page has painted: no flash of white on a dark desktop.
    let dark = match settings.theme {
        ThemeView::Dark => true,
        ThemeView::Light => false,
        ThemeView::System => window.theme()? == tauri::Theme::Dark,
    };
    window.set_background_color(Some(if dark { DARK_SURFACE } else { LIGHT_SURFACE }))?;
    Ok(window)
}

/// A page in a window that is not shown yet has no room at all: it would draw its list for a height of nothing, and again
/// when it is seen. So when its load begins it gets the room that the window will give it. Not sooner: the size that was
/// kept reaches GTK only once the event loop runs.
fn give_the_page_its_size<R: Runtime>(window: &WebviewWindow<R>) {
    use gtk::prelude::{GtkWindowExt, WidgetExt};
    let given = window.is_visible().and_then(|is_seen| {
        if is_seen {
            return Ok(());
        }
        let (width, height) = window.gtk_window()?.size();
        window.with_webview(move |webview| {
            webview.inner().size_allocate(&gtk::Allocation::new(0, 0, width, height));
        })
    });
    if let Err(error) = given {
        tracing::warn!(%error, "the page can't be given its size before it is shown");
    }
}

/// Shows the window, if it is not yet seen.
pub(crate) fn show<R: Runtime>(window: &WebviewWindow<R>) {
    let shown = window.is_visible().and_then(|is_seen| if is_seen { Ok(()) } else { window.show() });
    if let Err(error) = shown {
        tracing::warn!(%error, "the window can't be shown");
    }
}

/// Brings the window to the front, for a second start of the program.
pub(crate) fn bring_to_front<R: Runtime>(app: &tauri::AppHandle<R>) {
    if let Some(window) = app.get_webview_window(LABEL) {
        let brought = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
        if let Err(error) = brought {
            tracing::warn!(%error, "the window can't be brought to the front");
        }
    }
}

/// wry 0.57 switches WebKit's pre-edit text off, and a Hangul syllable is then invisible until it is complete.
fn show_the_syllable_being_typed<R: Runtime>(window: &WebviewWindow<R>) -> tauri::Result<()> {
    use webkit2gtk::{InputMethodContextExt, WebViewExt};
    window.with_webview(|webview| {
        if let Some(context) = webview.inner().input_method_context() {
            context.set_enable_preedit(true);
        }
    })
}
