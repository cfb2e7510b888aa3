//! Stands between this process and the C library and writes down what happens to the files below one directory: what was
//! written where, what was made, renamed or removed, and what `fsync` and `fdatasync` were asked for. `disk` makes of it what
//! a disk may hold after a power cut.
//!
//! A function of the C library that an executable defines itself is what everything linked into it calls, Rust's standard
//! library included. Each one here passes the call on to the kernel and then takes it down. What only begins writing back, as
//! `sync_file_range` does, is no promise of a disk and is not looked at.

#![expect(unsafe_code, reason = "takes the place of functions of the C library")]

use std::collections::HashMap;
use std::ffi::{CStr, OsStr, c_char, c_int, c_void};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use libc::{mode_t, off_t, off64_t, size_t, ssize_t};

/// A file, whatever its name is at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub usize);

/// What happened. Paths are relative to the watched directory.
#[derive(Debug, Clone)]
pub enum Entry {
    Created {
        path: PathBuf,
        file: FileId,
    },
    CreatedDir {
        path: PathBuf,
    },
    Renamed {
        from: PathBuf,
        to: PathBuf,
    },
    Removed {
        path: PathBuf,
    },
    Written {
        file: FileId,
        at: usize,
        bytes: Vec<u8>,
    },
    Cut {
        file: FileId,
        length: usize,
    },
    /// What was written into the file before is durable.
    Synced {
        file: FileId,
    },
    /// The names in the directory are.
    SyncedDir {
        path: PathBuf,
    },
    /// Something that the test wants to remember.
    Mark(Mark),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The store is open.
    Opened,
    /// So many transactions were handed to the store, of which `acknowledged` were acknowledged.
    Progress { issued: usize, acknowledged: usize },
}

pub struct Recording {
    root: PathBuf,
    /// What was there at the beginning.
    pub files: Vec<(PathBuf, FileId)>,
    pub log: Vec<Entry>,
    /// By inode.
    ids: HashMap<u64, FileId>,
    dirs: HashMap<u64, PathBuf>,
    next: usize,
}

static RECORDING: Mutex<Option<Recording>> = Mutex::new(None);
/// So that a process that records nothing is not slowed down.
static IS_ON: AtomicBool = AtomicBool::new(false);

/// Begins to take down what happens below `root`.
pub fn start(root: &Path) {
    let mut recording = Recording {
        root: root.to_owned(),
        files: Vec::new(),
        log: Vec::new(),
        ids: HashMap::new(),
        dirs: HashMap::new(),
        next: 0,
    };
    recording.look_around(root);
    let before = slot().replace(recording);
    assert!(before.is_none(), "one recording at a time");
    IS_ON.store(true, Ordering::SeqCst);
}

pub fn stop() -> Recording {
    IS_ON.store(false, Ordering::SeqCst);
    slot().take().expect("a recording was started")
}

pub fn mark(mark: Mark) {
    take_down(|recording| recording.log.push(Entry::Mark(mark)));
}

impl Recording {
    fn look_around(&mut self, dir: &Path) {
        let inode = fs::metadata(dir).expect("it is there").ino();
        self.dirs.insert(inode, self.relative(dir).expect("below the root"));
        for entry in fs::read_dir(dir).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                self.look_around(&path);
            } else {
                let file = self.identify(fs::metadata(&path).expect("readable").ino());
                self.files.push((self.relative(&path).expect("below the root"), file));
            }
        }
    }

    fn relative(&self, path: &Path) -> Option<PathBuf> {
        path.strip_prefix(&self.root).ok().map(Path::to_owned)
    }

    /// Also for an inode that another file had before.
    fn identify(&mut self, inode: u64) -> FileId {
        self.next += 1;
        self.ids.insert(inode, FileId(self.next));
        FileId(self.next)
    }
}

fn slot() -> MutexGuard<'static, Option<Recording>> {
    RECORDING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn take_down<T>(write: impl FnOnce(&mut Recording) -> T) -> Option<T> {
    if !IS_ON.load(Ordering::SeqCst) {
        return None;
    }
    slot().as_mut().map(write)
}

fn inode(fd: c_int) -> Option<u64> {
    // SAFETY: all zeros is a valid `stat`, and the pointer to it is good for the call.
    let (told, stat) = unsafe {
        let mut stat: libc::stat = std::mem::zeroed();
        (libc::fstat(fd, &raw mut stat), stat)
    };
    (told == 0).then_some(stat.st_ino)
}

/// SAFETY: `path` is a C string, as every caller of the C library's functions promises.
unsafe fn path(path: *const c_char) -> PathBuf {
    // SAFETY: as above.
    PathBuf::from(OsStr::from_bytes(unsafe { CStr::from_ptr(path) }.to_bytes()))
}

fn wrote(fd: c_int, bytes: &[u8], at: i64) {
    take_down(|recording| {
        let file = *recording.ids.get(&inode(fd)?)?;
        let at = usize::try_from(at).ok()?;
        recording.log.push(Entry::Written { file, at, bytes: bytes.to_vec() });
        Some(())
    });
}

/// # Safety
/// As `pwrite`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite64(fd: c_int, from: *const c_void, size: size_t, at: off64_t) -> ssize_t {
    // SAFETY: passed on as it came; what the kernel says it wrote can be read.
    unsafe {
        let written = libc::syscall(libc::SYS_pwrite64, fd, from, size, at) as ssize_t;
        if let Ok(size @ 1..) = usize::try_from(written) {
            wrote(fd, std::slice::from_raw_parts(from.cast(), size), at);
        }
        written
    }
}

/// # Safety
/// As `pwrite`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pwrite(fd: c_int, from: *const c_void, size: size_t, at: off_t) -> ssize_t {
    // SAFETY: the same function on a 64-bit system.
    unsafe { pwrite64(fd, from, size, at) }
}

/// # Safety
/// As `write`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn write(fd: c_int, from: *const c_void, size: size_t) -> ssize_t {
    // SAFETY: passed on as it came; what the kernel says it wrote can be read.
    unsafe {
        let at = if IS_ON.load(Ordering::SeqCst) { libc::lseek(fd, 0, libc::SEEK_CUR) } else { 0 };
        let written = libc::syscall(libc::SYS_write, fd, from, size) as ssize_t;
        if let Ok(size @ 1..) = usize::try_from(written) {
            wrote(fd, std::slice::from_raw_parts(from.cast(), size), at);
        }
        written
    }
}

/// # Safety
/// As `ftruncate`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ftruncate64(fd: c_int, length: off64_t) -> c_int {
    // SAFETY: passed on as it came.
    let done = unsafe { libc::syscall(libc::SYS_ftruncate, fd, length) } as c_int;
    if done == 0 {
        take_down(|recording| {
            let file = *recording.ids.get(&inode(fd)?)?;
            recording.log.push(Entry::Cut { file, length: usize::try_from(length).ok()? });
            Some(())
        });
    }
    done
}

/// # Safety
/// As `ftruncate`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ftruncate(fd: c_int, length: off_t) -> c_int {
    // SAFETY: the same function on a 64-bit system.
    unsafe { ftruncate64(fd, length) }
}

/// The kernel is not asked: the disk that counts is the simulated one, and the test is many times as fast.
fn sync(fd: c_int) -> c_int {
    take_down(|recording| {
        let inode = inode(fd)?;
        recording.log.push(match recording.ids.get(&inode) {
            Some(&file) => Entry::Synced { file },
            None => Entry::SyncedDir { path: recording.dirs.get(&inode)?.clone() },
        });
        Some(())
    });
    0
}

#[unsafe(no_mangle)]
pub extern "C" fn fdatasync(fd: c_int) -> c_int {
    sync(fd)
}

#[unsafe(no_mangle)]
pub extern "C" fn fsync(fd: c_int) -> c_int {
    sync(fd)
}

/// The third argument is only there when a file may be made; where it is missing the kernel does not look at it, and on the
/// systems this is built for a variable argument comes by the way of any other.
///
/// # Safety
/// As `open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open64(name: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    // SAFETY: the caller's promise.
    let path = unsafe { path(name) };
    let is_watched = take_down(|recording| recording.relative(&path)).flatten();
    let was_there = is_watched.is_some() && path.exists();
    // SAFETY: passed on as it came.
    let fd = unsafe { libc::syscall(libc::SYS_openat, libc::AT_FDCWD, name, flags, mode) } as c_int;
    let Some(path) = is_watched.filter(|_| fd >= 0) else { return fd };
    take_down(|recording| {
        let inode = inode(fd)?;
        if !was_there {
            let file = recording.identify(inode);
            recording.log.push(Entry::Created { path, file });
        } else if let Some(&file) = recording.ids.get(&inode)
            && flags & libc::O_TRUNC != 0
        {
            recording.log.push(Entry::Cut { file, length: 0 });
        }
        Some(())
    });
    fd
}

/// # Safety
/// As `open`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open(name: *const c_char, flags: c_int, mode: mode_t) -> c_int {
    // SAFETY: the same function on a 64-bit system.
    unsafe { open64(name, flags, mode) }
}

/// # Safety
/// As `mkdir`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mkdir(name: *const c_char, mode: mode_t) -> c_int {
    // SAFETY: passed on as it came.
    let (path, done) = unsafe {
        let done = libc::syscall(libc::SYS_mkdirat, libc::AT_FDCWD, name, mode) as c_int;
        (path(name), done)
    };
    if done == 0 {
        take_down(|recording| {
            let relative = recording.relative(&path)?;
            recording.dirs.insert(fs::metadata(&path).ok()?.ino(), relative.clone());
            recording.log.push(Entry::CreatedDir { path: relative });
            Some(())
        });
    }
    done
}

/// # Safety
/// As `rename`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rename(from: *const c_char, to: *const c_char) -> c_int {
    // SAFETY: passed on as they came.
    let (from, to, done) = unsafe {
        let done = libc::syscall(libc::SYS_renameat, libc::AT_FDCWD, from, libc::AT_FDCWD, to) as c_int;
        (path(from), path(to), done)
    };
    if done == 0 {
        take_down(|recording| {
            let (from, to) = (recording.relative(&from)?, recording.relative(&to)?);
            recording.log.push(Entry::Renamed { from, to });
            Some(())
        });
    }
    done
}

/// # Safety
/// As `unlink`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn unlink(name: *const c_char) -> c_int {
    // SAFETY: passed on as it came.
    let (path, done) = unsafe {
        let done = libc::syscall(libc::SYS_unlinkat, libc::AT_FDCWD, name, 0) as c_int;
        (path(name), done)
    };
    if done == 0 {
        take_down(|recording| {
            let path = recording.relative(&path)?;
            recording.log.push(Entry::Removed { path });
            Some(())
        });
    }
    done
}
