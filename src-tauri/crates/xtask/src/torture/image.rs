//! A disk of our own: a file with an ext4 in it, mounted over a loop device.

use crate::command::{self, Failure, Outcome, Tools};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

/// Whether this can be done here at all.
pub(super) fn can_mount(tools: &Tools) -> bool {
    let is_root = command::read(tools.command("id").arg("-u")).is_some_and(|number| number.trim() == "0");
    is_root
        && ["mkfs.ext4", "mount", "umount", "losetup"].iter().all(|program| find(tools, program).is_some())
        && command::succeeds(tools.command("losetup").arg("-f"))
}

/// Where they are for root, whatever the PATH says.
fn find(tools: &Tools, program: &str) -> Option<PathBuf> {
    let elsewhere = ["/usr/sbin", "/sbin"].map(|folder| Path::new(folder).join(program));
    tools.find(program).or_else(|| elsewhere.into_iter().find(|path| path.is_file()))
}

/// A mounted disk; unmounted when it is dropped.
pub(super) struct Mounted<'a> {
    tools: &'a Tools,
    image: PathBuf,
    folder: PathBuf,
}

impl<'a> Mounted<'a> {
    /// Makes an empty one of `bytes` in the file `image`, without anything kept back for root.
    pub(super) fn make(tools: &'a Tools, image: &Path, bytes: u64) -> Outcome<Self> {
        let file = File::create(image).map_err(Failure::at(image.display()))?;
        file.set_len(bytes).map_err(Failure::at(image.display()))?;
        quietly(tools, "mkfs.ext4", &["-q", "-F", "-m", "0"], &[image])?;
        Self::mount(tools, image)
    }

    /// Mounts what is in the file `image`, beside it.
    pub(super) fn mount(tools: &'a Tools, image: &Path) -> Outcome<Self> {
        let folder = image.with_extension("mounted");
        fs::create_dir_all(&folder).map_err(Failure::at(folder.display()))?;
        quietly(tools, "mount", &["-o", "loop"], &[image, &folder])?;
        Ok(Self { tools, image: image.to_owned(), folder })
    }

    pub(super) fn path(&self) -> &Path {
        &self.folder
    }

    /// Copies to the file `to` what has reached the disk by now, as it was at one moment: what the system wrote
    /// meanwhile makes it begin again.
    pub(super) fn copy_disk(&self, to: &Path) -> Outcome {
        let device =
            command::read(self.tools.command("losetup").arg("-j").arg(&self.image)).unwrap_or_default();
        let device = device.split(':').next().and_then(|path| path.strip_prefix("/dev/")).map(str::to_owned);
        let device = device.ok_or_else(|| Failure::new("the loop device is not found"))?;
        let stat = format!("/sys/block/{device}/stat");
        // Writes done, and requests under way (Documentation/block/stat.rst).
        let writes = || -> Outcome<(String, bool)> {
            let text = fs::read_to_string(&stat).map_err(Failure::at(&stat))?;
            let figures: Vec<&str> = text.split_whitespace().collect();
            Ok((figures.get(4).unwrap_or(&"").to_string(), figures.get(8) == Some(&"0")))
        };
        loop {
            let (before, idle) = writes()?;
            quietly(self.tools, "cp", &["--sparse=always"], &[&self.image, to])?;
            if idle && writes()? == (before, true) {
                return Ok(());
            }
        }
    }
}

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        // A file that somebody still holds must not keep the device for ever.
        if quietly(self.tools, "umount", &[], &[&self.folder]).is_err() {
            quietly(self.tools, "umount", &["-l"], &[&self.folder]).unwrap_or_default();
        }
    }
}

fn quietly(tools: &Tools, program: &str, words: &[&str], paths: &[&Path]) -> Outcome {
    let found = find(tools, program).ok_or_else(|| Failure::new(format!("there is no {program}")))?;
    match command::succeeds(tools.command(found).args(words).args(paths)) {
        true => Ok(()),
        false => Err(Failure::new(format!("{program} {} failed", words.join(" ")))),
    }
}
