//! `cargo xtask icons`: renders `icons/mapae.svg` to every size and container that Tauri, Debian, Windows and
//! macOS want. The results are committed, because nobody else needs a renderer.

use std::{fs, path::Path};

use crate::{
    arguments::Arguments,
    command::{self, Failure, Outcome, Tools, root, target},
    system_packages,
};

/// Names that Tauri's bundler knows, with their side in pixels.
const FILES: &[(&str, u32)] =
    &[("32x32.png", 32), ("64x64.png", 64), ("128x128.png", 128), ("128x128@2x.png", 256), ("icon.png", 512)];

/// Sides in an .ico; 256 is the largest that its one byte can tell.
const ICO: &[u32] = &[16, 24, 32, 48, 64, 256];

/// Types in an .icns with their sides (Apple's icon types that hold PNG).
const ICNS: &[(&[u8; 4], u32)] = &[
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
    (b"ic10", 1024),
];

/// Below this side the small drawing is used: the same medal with fewer, heavier lines.
const SMALL: u32 = 48;

pub(crate) fn icons(mut arguments: Arguments) -> Outcome {
    let yes = arguments.flag("--yes");
    arguments.finish()?;
    system_packages::require("render the icon", system_packages::ICONS, yes)?;
    let tools = Tools::of_this_machine();
    for (name, side) in FILES {
        write(name, &render(&tools, *side)?)?;
    }
    let images = ICO.iter().map(|side| Ok((*side, render(&tools, *side)?))).collect::<Outcome<Vec<_>>>()?;
    write("icon.ico", &ico(&images))?;
    let images =
        ICNS.iter().map(|(kind, side)| Ok((**kind, render(&tools, *side)?))).collect::<Outcome<Vec<_>>>()?;
    write("icon.icns", &icns(&images))
}

fn write(name: &str, content: &[u8]) -> Outcome {
    let file = root().join("icons").join(name);
    fs::write(&file, content).map_err(Failure::at(format!("{} can't be written", file.display())))?;
    println!("icons/{name}  {} bytes", content.len());
    Ok(())
}

fn render(tools: &Tools, side: u32) -> Outcome<Vec<u8>> {
    let drawing = if side < SMALL { "icons/mapae-small.svg" } else { "icons/mapae.svg" };
    let file = target()?.join("icon.png");
    let side = side.to_string();
    let mut renderer = tools.command("rsvg-convert");
    renderer.args(["--width", &side, "--height", &side, "--output"]).arg(&file).arg(drawing);
    if !command::succeeds(&mut renderer) {
        return Err(Failure::new(format!("rsvg-convert can't render {drawing}")));
    }
    read_png(&file)
}

fn read_png(file: &Path) -> Outcome<Vec<u8>> {
    let content = fs::read(file).map_err(Failure::at(format!("{} can't be read", file.display())))?;
    if content.starts_with(b"\x89PNG\r\n\x1a\n") {
        Ok(content)
    } else {
        Err(Failure::new(format!("{} is no PNG", file.display())))
    }
}

/// ICONDIR, one ICONDIRENTRY an image, then the PNG files; little-endian. A side of 256 is written as 0.
fn ico(images: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let count = u16::try_from(images.len()).expect("a handful of images");
    let mut file = Vec::new();
    for word in [0, 1, count] {
        file.extend(word.to_le_bytes());
    }
    let mut offset = 6 + 16 * u32::from(count);
    for (side, image) in images {
        let side = u8::try_from(*side).unwrap_or(0);
        let length = length(image);
        file.extend([side, side, 0, 0]);
        file.extend(1_u16.to_le_bytes());
        file.extend(32_u16.to_le_bytes());
        file.extend(length.to_le_bytes());
        file.extend(offset.to_le_bytes());
        offset += length;
    }
    for (_, image) in images {
        file.extend(image);
    }
    file
}

/// `icns`, the length of all, then type, length with its own eight bytes, PNG; big-endian.
fn icns(images: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (kind, image) in images {
        body.extend(kind);
        body.extend((length(image) + 8).to_be_bytes());
        body.extend(image);
    }
    let mut file = b"icns".to_vec();
    file.extend((length(&body) + 8).to_be_bytes());
    file.extend(body);
    file
}

fn length(image: &[u8]) -> u32 {
    u32::try_from(image.len()).expect("an icon is far below 4 GiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ico_points_at_each_of_its_images() {
        let file = ico(&[(16, b"small".to_vec()), (256, b"large one".to_vec())]);
        assert_eq!(file[..6], [0, 0, 1, 0, 2, 0]);
        assert_eq!(file[6..22], [16, 16, 0, 0, 1, 0, 32, 0, 5, 0, 0, 0, 38, 0, 0, 0]);
        assert_eq!(file[22..38], [0, 0, 0, 0, 1, 0, 32, 0, 9, 0, 0, 0, 43, 0, 0, 0]);
        assert_eq!(&file[38..43], b"small");
        assert_eq!(&file[43..], b"large one");
    }

    #[test]
    fn an_icns_tells_the_length_of_all_and_of_each() {
        let file = icns(&[(*b"ic07", b"abc".to_vec()), (*b"ic08", b"de".to_vec())]);
        assert_eq!(file, b"icns\0\0\0\x1dic07\0\0\0\x0babcic08\0\0\0\x0ade");
        assert_eq!(file.len(), 0x1d);
    }
}
