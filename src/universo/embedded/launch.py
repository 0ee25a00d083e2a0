"""Become a program, tied to its parent and, where root starts it, under another user.

Run as a script, on its own (it imports nothing of ours):

    python -I -S launch.py PARENT_PID SIGNAL IDENTITY PROGRAM [ARGUMENT...]

SIGNAL is what the kernel sends to PROGRAM when the parent dies, however it dies. IDENTITY is
`same`; `userns:UID:GID`, a user namespace in which we are seen as UID although outside of it
nothing changes; or `drop:UID:GID`, a real change of user which keeps only the right to pass
through closed folders.
"""

import ctypes
import os
import sys

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP = 28, 4
CAP_DAC_OVERRIDE = 1
LINUX_CAPABILITY_VERSION_3 = 0x20080522
NOT_POSSIBLE = 76


def main(arguments: list[str]) -> None:
    """Apply the identity and the death signal, then exec the program."""
    parent, signal_number, identity, *command = arguments
    kind, *ids = identity.split(":")
    try:
        if kind == "userns":
            enter_user_namespace(int(ids[0]), int(ids[1]))
        elif kind == "drop":
            drop_to(int(ids[0]), int(ids[1]))
    except OSError as error:
        sys.stderr.write(f"{identity}: {error}\n")
        raise SystemExit(NOT_POSSIBLE) from None
    # After the change of user, which clears it.
    die_with(int(parent), int(signal_number))
    os.execv(command[0], command)  # noqa: S606


def enter_user_namespace(uid: int, gid: int) -> None:
    """Be seen as uid:gid inside a new user namespace; outside of it we stay who we are."""
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    _check(_libc().unshare(CLONE_NEWUSER))
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {outer_uid} 1")
    _write("/proc/self/gid_map", f"{gid} {outer_gid} 1")


def drop_to(uid: int, gid: int) -> None:
    """Change the user for good; keep CAP_DAC_OVERRIDE alone, to reach a clone inside /root."""
    libc = _libc()
    # With this bit access(2), too, honours the capability; without it PostgreSQL looks in vain
    # for its own files. Where it is refused we go on: the paths may be open anyway.
    libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([gid])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    if _keep_only(libc, 1 << CAP_DAC_OVERRIDE) == 0:
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)
    else:
        _check(_keep_only(libc, 0))


def _keep_only(libc: ctypes.CDLL, capabilities: int) -> int:
    """Set the effective, permitted and inheritable capabilities; 0 when it was allowed."""
    header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(capabilities, capabilities, capabilities, 0, 0, 0)
    return int(libc.capset(header, sets))


def die_with(parent: int, signal_number: int) -> None:
    """Ask the kernel (Linux only) for `signal_number` when `parent` ends."""
    if not sys.platform.startswith("linux"):
        return
    _check(_libc().prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0))
    if os.getppid() != parent:  # it died before we could ask
        raise SystemExit(1)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as handle:
        handle.write(text)


if __name__ == "__main__":
    main(sys.argv[1:])
