//! A display of the test's own: Xvfb, without a window manager. What a window manager would be asked for
//! (closing a window, giving it another size) is asked of the window itself.

use crate::{Home, Process, until};
use std::{fs, io::BufWriter, path::Path};
use x11rb::{
    connection::Connection,
    protocol::xproto::{
        AtomEnum, ClientMessageEvent, ConfigureWindowAux, ConnectionExt as _, CreateWindowAux, EventMask,
        ImageFormat, InputFocus, MapState, PropMode, Window, WindowClass,
    },
    rust_connection::RustConnection,
    wrapper::ConnectionExt as _,
};

const WIDTH: u16 = 1440;
const HEIGHT: u16 = 900;

/// A running Xvfb of 1440x900, and a connection to it.
pub struct Display {
    name: String,
    connection: RustConnection,
    root: Window,
    _process: Process,
}

/// A window that can be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopLevel {
    window: Window,
    /// Its title.
    pub title: String,
    /// Width and height in pixels.
    pub size: (u16, u16),
}

impl Display {
    /// Width and height in pixels.
    pub const SIZE: (u16, u16) = (WIDTH, HEIGHT);

    /// Starts Xvfb under a number that it picks itself, so that two tests never meet.
    pub fn start(home: &Home) -> Self {
        let screen = format!("{WIDTH}x{HEIGHT}x24");
        let mut process = Process::spawn("Xvfb", home.log("xvfb"), |command| {
            command.args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp", "-noreset"]);
        });
        let name = format!(":{}", process.first_line());
        let (connection, screen) =
            x11rb::connect(Some(&name)).expect("Xvfb answers once it has told its number");
        let root = connection.setup().roots[screen].root;
        Self { name, connection, root, _process: process }
    }

    /// What `DISPLAY` must say.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The visible windows with a title, of all programs on this display.
    pub fn windows(&self) -> Vec<TopLevel> {
        let tree =
            self.connection.query_tree(self.root).expect("Xvfb listens").reply().expect("the root is there");
        tree.children.into_iter().filter_map(|window| self.visible(window)).collect()
    }

    /// The one window, once it is there. A second one is a fault.
    pub fn only_window(&self) -> TopLevel {
        let windows =
            until("a window on the display", || Some(self.windows()).filter(|them| !them.is_empty()));
        assert!(windows.len() == 1, "there is one window, not {windows:?}");
        windows.into_iter().next().expect("there is one")
    }

    /// The window that nothing covers.
    pub fn topmost(&self) -> Option<TopLevel> {
        // The root's children come from the bottom up.
        self.windows().pop()
    }

    /// Puts a window of another program over all others, with the focus; it stays until the display ends.
    pub fn cover(&self) -> TopLevel {
        let window = self.connection.generate_id().expect("Xvfb has ids left");
        let class = WindowClass::INPUT_OUTPUT;
        let aux = CreateWindowAux::new().background_pixel(0x0080_8080);
        let (x, y, border, inherited) = (0, 0, 0, x11rb::COPY_FROM_PARENT);
        let made = self.connection.create_window(
            x11rb::COPY_DEPTH_FROM_PARENT,
            window,
            self.root,
            x,
            y,
            WIDTH,
            HEIGHT,
            border,
            class,
            inherited,
            &aux,
        );
        made.expect("Xvfb listens").check().expect("a window can be made");
        let (name, text) = (self.atom("_NET_WM_NAME"), self.atom("UTF8_STRING"));
        let title = "another program";
        let titled =
            self.connection.change_property8(PropMode::REPLACE, window, name, text, title.as_bytes());
        titled.expect("Xvfb listens");
        self.connection.map_window(window).expect("Xvfb listens").check().expect("a window can be shown");
        let it = TopLevel { window, title: title.to_owned(), size: (WIDTH, HEIGHT) };
        self.focus(&it);
        it
    }

    /// Asks the window to close, as its ✕ would.
    pub fn close(&self, it: &TopLevel) {
        let message = ClientMessageEvent::new(
            32,
            it.window,
            self.atom("WM_PROTOCOLS"),
            [self.atom("WM_DELETE_WINDOW"), 0, 0, 0, 0],
        );
        self.connection.send_event(false, it.window, EventMask::NO_EVENT, message).expect("Xvfb listens");
        self.connection.flush().expect("Xvfb listens");
    }

    /// Gives the window another size, as dragging its corner would.
    pub fn resize(&self, it: &TopLevel, width: u16, height: u16) {
        let to = ConfigureWindowAux::new().width(u32::from(width)).height(u32::from(height));
        self.connection.configure_window(it.window, &to).expect("Xvfb listens");
        self.connection.flush().expect("Xvfb listens");
    }

    /// Lets real key presses go to the window.
    pub fn focus(&self, it: &TopLevel) {
        let focus = self.connection.set_input_focus(InputFocus::PARENT, it.window, x11rb::CURRENT_TIME);
        focus.expect("Xvfb listens").check().expect("a visible window takes the focus");
    }

    /// The colour at the upper left corner: red, green and blue.
    pub fn corner(&self) -> [u8; 3] {
        let image = self.image(1, 1);
        [image[2], image[1], image[0]]
    }

    /// Writes the upper left part of the display, as large as `size`, to `path` as PNG: without a window manager,
    /// that is where a window is.
    pub fn picture(&self, path: &Path, size: (u16, u16)) {
        let (width, height) = (size.0.min(WIDTH), size.1.min(HEIGHT));
        let file = fs::File::create(path).expect("pictures can be written");
        let mut encoder = png::Encoder::new(BufWriter::new(file), width.into(), height.into());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::Fast);
        let pixels = self.image(width, height);
        let part: Vec<u8> = pixels.chunks_exact(4).flat_map(|bgrx| [bgrx[2], bgrx[1], bgrx[0]]).collect();
        let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&part));
        written.expect("the pixels have the size that was announced");
    }

    /// The upper left part of the display, four bytes a pixel: blue, green, red and nothing.
    fn image(&self, width: u16, height: u16) -> Vec<u8> {
        let image = self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, width, height, !0);
        image.expect("Xvfb listens").reply().expect("the root can be read").data
    }

    fn visible(&self, window: Window) -> Option<TopLevel> {
        // A window may go between the question and the answer: then it is not visible.
        let attributes = self.connection.get_window_attributes(window).ok()?.reply().ok()?;
        if attributes.map_state != MapState::VIEWABLE || attributes.override_redirect {
            return None;
        }
        let title = self.property(window, self.atom("_NET_WM_NAME"), self.atom("UTF8_STRING"))?;
        let geometry = self.connection.get_geometry(window).ok()?.reply().ok()?;
        Some(TopLevel { window, title, size: (geometry.width, geometry.height) })
    }

    fn property(&self, window: Window, property: u32, kind: u32) -> Option<String> {
        let kind = if kind == 0 { AtomEnum::ANY.into() } else { kind };
        let answer =
            self.connection.get_property(false, window, property, kind, 0, 1024).ok()?.reply().ok()?;
        String::from_utf8(answer.value).ok().filter(|text| !text.is_empty())
    }

    fn atom(&self, name: &str) -> u32 {
        let atom = self.connection.intern_atom(false, name.as_bytes()).expect("Xvfb listens");
        atom.reply().expect("an atom can be made").atom
    }
}

impl std::fmt::Debug for Display {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Display {}", self.name)
    }
}
