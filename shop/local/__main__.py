"""`python -m shop.local`: what the Makefile calls."""

import argparse
import os
import subprocess
import sys


def main() -> int:
    """This function will do what the command line asks for and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m shop.local", description="The shop in a box.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="start the whole shop and watch over it")
    commands.add_parser("stop", help="stop the shop that runs in another terminal")
    commands.add_parser("prepare", help="bring database and files up to date (part of run)")
    manage = commands.add_parser("manage", help="run a Django command in the running shop")
    manage.add_argument("arguments", nargs=argparse.REMAINDER, metavar="COMMAND")
    with_servers = commands.add_parser("with-servers", help="run a command on throwaway PostgreSQL and Redis")
    with_servers.add_argument("arguments", nargs=argparse.REMAINDER, metavar="-- COMMAND")
    chosen = parser.parse_args()
    # Each command imports what it needs: `stop` shall not wait for Django.
    if chosen.command == "run":
        from shop.local.run import run

        return run()
    if chosen.command == "stop":
        from shop.local.run import stop

        return stop()
    if chosen.command == "manage":
        from shop.local.manage import manage_running

        return manage_running(chosen.arguments)
    if chosen.command == "prepare":
        from shop.local.prepare import prepare

        prepare()
        return 0
    return _with_servers([part for part in chosen.arguments if part != "--"])


def _with_servers(command: list[str]) -> int:
    from shop.local.throwaway import ThrowawayServers

    servers = ThrowawayServers()
    try:
        urls = servers.start()
        defaults = {"SECRET_KEY": "for-a-check-only", "DJANGO_SETTINGS_MODULE": "shop.settings"}
        return subprocess.run(command, env={**defaults, **os.environ, **urls}, check=False).returncode
    finally:
        servers.stop()


if __name__ == "__main__":
    sys.exit(main())
