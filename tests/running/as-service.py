"""Runs a unit's ExecStart behind the walls that its file asks systemd for, where no systemd runs.

    python3 as-service.py UNIT CHECKOUT USER_ID SETTING=VALUE...

In mount namespace and seccomp filter of its own, both made from the unit: the checkout lies at WorkingDirectory, read
only, the state folder is empty and the one place to write to besides /tmp, /dev holds pseudo devices, /proc is covered
as systemd covers it, and no system call, address family or capability is there that the unit does not leave. Only what
Safelight's unit asks for is known here; a directive that is not ends it.
"""

import configparser
import ctypes
import errno
import os
import subprocess
import sys

CLONE_NEWNS = 0x00020000
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 24, 38
SCMP_ACT_ALLOW, SCMP_ACT_ERRNO, SCMP_CMP_EQ = 0x7FFF0000, 0x00050000, 4
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16, "AF_PACKET": 17}
DEVICES = ["null", "zero", "full", "random", "urandom", "tty"]
READ_ONLY_OF_KERNEL = ["sys", "sysrq-trigger", "irq", "fs", "acpi", "mtrr", "bus"]
HIDDEN_OF_KERNEL = ["kallsyms", "kcore", "kmsg"]
KNOWN = set(
    "User Group WorkingDirectory EnvironmentFile Environment ExecStart ExecReload Restart TimeoutStopSec StateDirectory "
    "StateDirectoryMode UMask ProtectSystem ProtectHome PrivateTmp PrivateDevices ProtectClock ProtectControlGroups "
    "ProtectHostname ProtectKernelLogs ProtectKernelModules ProtectKernelTunables NoNewPrivileges CapabilityBoundingSet "
    "AmbientCapabilities LockPersonality RestrictRealtime RestrictSUIDSGID RemoveIPC RestrictAddressFamilies "
    "SystemCallArchitectures RestrictNamespaces SystemCallFilter SystemCallErrorNumber".split()
)

libc = ctypes.CDLL(None, use_errno=True)


class Comparison(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def mount(*args: str) -> None:
    subprocess.run(["mount", *args], check=True)


def cover(unit: dict[str, str], checkout: str, user: int) -> None:
    if libc.unshare(CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    mount("--make-rprivate", "/")
    place, state = unit["WorkingDirectory"], "/var/lib/" + unit["StateDirectory"]
    for folder in [os.path.dirname(place), os.path.dirname(state)]:
        mount("-t", "tmpfs", "tmpfs", folder)
    os.mkdir(place)
    mount("--bind", checkout, place)
    # Made before the rest is closed, and mounts of their own, which stay open.
    os.mkdir(state)
    mount("-t", "tmpfs", "-o", f"mode={unit['StateDirectoryMode']},uid={user},gid={user}", "tmpfs", state)
    mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", "/tmp")
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", "/mnt")
    for device in DEVICES:
        open(f"/mnt/{device}", "w").close()
        mount("--bind", f"/dev/{device}", f"/mnt/{device}")
    for name, to in [("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")]:
        os.symlink(to, f"/mnt/{name}")
    os.mkdir("/mnt/shm")
    mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", "/mnt/shm")
    mount("--move", "/mnt", "/dev")
    open_places = ["/proc", "/sys", "/dev", "/tmp", state]
    with open("/proc/self/mountinfo", encoding="utf8") as lines:
        points = {line.split()[4].replace("\\040", " ") for line in lines}
    for point in sorted(points, key=len):
        if not any(point == one or point.startswith(one + "/") for one in open_places):
            mount("-o", "remount,bind,ro", point)
    for name in READ_ONLY_OF_KERNEL:
        if os.path.exists(f"/proc/{name}"):
            mount("--bind", f"/proc/{name}", f"/proc/{name}")
            mount("-o", "remount,bind,ro", f"/proc/{name}")
    for name in HIDDEN_OF_KERNEL:
        if os.path.exists(f"/proc/{name}"):
            mount("--bind", "/dev/null", f"/proc/{name}")


def calls_of(group: str) -> set[str]:
    said = subprocess.run(["systemd-analyze", "syscall-filter", group], check=True, capture_output=True, text=True)
    names = [line.strip() for line in said.stdout.splitlines() if line.startswith("    ") and "#" not in line]
    return {call for name in names for call in (calls_of(name) if name.startswith("@") else [name])}


def filter_of(unit: dict[str, str]) -> tuple[ctypes.CDLL, ctypes.c_void_p]:
    seccomp = ctypes.CDLL("libseccomp.so.2")
    seccomp.seccomp_init.restype = ctypes.c_void_p
    made = ctypes.c_void_p(seccomp.seccomp_init(SCMP_ACT_ERRNO | errno.EPERM))
    calls = set().union(*(calls_of(group) for group in unit["SystemCallFilter"].split()))
    for call in sorted(calls - {"socket"}):
        number = seccomp.seccomp_syscall_resolve_name(call.encode())
        if number >= 0 and seccomp.seccomp_rule_add_array(made, SCMP_ACT_ALLOW, number, 0, None) != 0:
            raise RuntimeError(f"no rule for {call}")
    number = seccomp.seccomp_syscall_resolve_name(b"socket")
    for family in unit["RestrictAddressFamilies"].split():
        same = Comparison(0, SCMP_CMP_EQ, FAMILIES[family], 0)
        if seccomp.seccomp_rule_add_array(made, SCMP_ACT_ALLOW, number, 1, ctypes.byref(same)) != 0:
            raise RuntimeError(f"no rule for {family}")
    return seccomp, made


def main() -> None:
    path, checkout, user, *settings = sys.argv[1:]
    parser = configparser.ConfigParser(strict=True, interpolation=None)
    parser.optionxform = str
    parser.read(path, encoding="utf8")
    unit = dict(parser["Service"])
    if unknown := unit.keys() - KNOWN:
        raise SystemExit(f"not known here: {', '.join(sorted(unknown))}")
    seccomp, made = filter_of(unit)
    cover(unit, checkout, int(user))
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    os.umask(int(unit["UMask"], 8))
    os.setgroups([])
    os.setgid(int(user))
    os.setuid(int(user))
    os.chdir(unit["WorkingDirectory"])
    program = unit["ExecStart"].split()
    environment = dict(one.split("=", 1) for one in ["PATH=/usr/bin:/bin", unit["Environment"], *settings])
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 or seccomp.seccomp_load(made) != 0:
        raise RuntimeError("the filter could not be set")
    os.execve(program[0], program, environment)


main()
