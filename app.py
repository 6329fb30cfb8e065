"""Command line of the program: options -> EngineConfig -> Engine -> page in the browser."""

import argparse
import math
import os
import re
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn, get_args

from hybrid.config import DEFAULT_MODEL, EXPERT_DTYPES, MOST, MOST_GIB, EngineConfig
from hybrid.cpu import compile_ahead
from hybrid.errors import ConfigError, HybridError, shown
from hybrid.types import ADMISSIONS, MAPPINGS, PLACEMENTS, DeviceName, Geometry, PolicyName
from ui.server.access import Access
from ui.server.listening import address_of, listen
from ui.server.waiting_page import WaitingPage

DEFAULTS = EngineConfig()
CANNOT_START, CANCELLED = 2, 130
API_TOKEN_VARIABLE, LOGIN_VARIABLE = "HYBRID_API_TOKEN", "HYBRID_AUTH"


class OneSentence(argparse.ArgumentParser):
    """Says what is wrong with an option in one line, without the list of all options before it."""

    def error(self, message: str) -> NoReturn:
        sentence = re.sub(r"^argument (\S+): must ", r"\1 must ", message)
        self.exit(CANNOT_START, f"{on_one_line(shown(sentence))} (see {self.prog} --help)\n")


def whole_number(least: int, most: int) -> Callable[[str], int]:
    """The type of an option that is a whole number within these bounds."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most:,}, not {text}")
        return value

    return read


def memory(text: str) -> float:
    """The type of an option in GiB."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= MOST_GIB:
        raise argparse.ArgumentTypeError(f"must be a number of GiB from 0 to {MOST_GIB:,}, not {text}")
    return value


def not_empty(text: str) -> str:
    """The type of an option that names something."""
    if not text.strip():
        raise argparse.ArgumentTypeError("must not be empty")
    return text.strip()


def parser() -> argparse.ArgumentParser:
    """The command line's options; what is left out, the engine chooses."""
    options = OneSentence(
        prog="app.py",
        description="Chat with a Mixture-of-Experts model larger than the GPU, and watch its expert cache.",
    )
    add = options.add_argument
    add(
        "--model",
        type=not_empty,
        metavar="PATH|HUB_ID",
        help="checkpoint folder, GGUF file or Hugging Face model ID (default: the demo model)",
    )
    add(
        "--inspect",
        type=not_empty,
        metavar="PATH|HUB_ID",
        help="say what a model needs and whether it fits, with the other options' settings; loads nothing",
    )
    add(
        "--doctor", action="store_true", help="say what of this machine helps or hinders, and what to do; loads nothing"
    )
    add("--device", choices=get_args(DeviceName), default=DEFAULTS.device)
    add("--indexes", type=whole_number(0, MOST), metavar="N", help="indexes of the expert cache; needs --ways")
    add("--ways", type=whole_number(0, MOST), metavar="M", help="ways of each index; needs --indexes")
    add("--mapping", choices=MAPPINGS, default=DEFAULTS.mapping)
    add("--policy", choices=get_args(PolicyName), default=DEFAULTS.policy)
    add("--admission", choices=ADMISSIONS, default=DEFAULTS.admission, help="which misses are filled")
    copies = DEFAULTS.max_queued_copies
    add("--queued-copies", type=whole_number(1, MOST), metavar="Q", default=copies, help="most copies under way")
    add("--placement", choices=PLACEMENTS, default=DEFAULTS.placement, help="which experts the slots get")
    add("--no-split", action="store_true", help="misses run on the CPU alone, with no share for the GPU")
    add("--threads", type=whole_number(1, MOST), metavar="T", help="CPU threads (default: the physical cores)")
    add("--vram-gib", type=memory, metavar="G", help="GPU memory the slots may take, in GiB")
    add("--expert-dtype", choices=EXPERT_DTYPES, default=DEFAULTS.expert_dtype, help="int8, int4: made when loaded")
    add("--no-keep", action="store_true", help="experts made int8 or int4 are not kept on disk for the next time")
    add("--remove-kept", action="store_true", help="remove all experts that are kept on disk; loads nothing")
    add("--cold", action="store_true", help="slots start empty, not with the experts that were used most so far")
    add("--host", type=not_empty, default="127.0.0.1", help="address to listen on (default: this machine only)")
    add("--port", type=whole_number(0, 65535), default=7860, help="port, or the next free one (default: 7860)")
    add("--auth", metavar="USER:PASSWORD", help="who may open the page (default beyond this machine: a token)")
    add("--insecure", action="store_true", help="with --host: let everybody in who reaches the page")
    add("--api", action="store_true", help="serve an OpenAI-compatible endpoint at /v1, too")
    add("--api-token", metavar="TOKEN", help="what its clients have to send; a must beyond this machine")
    add("--no-browser", action="store_true", help="do not open the browser")
    return options


def config_from(options: argparse.Namespace) -> EngineConfig:
    """What the options ask of the engine. Raises ``ConfigError`` for half a geometry."""
    if (options.indexes is None) != (options.ways is None):
        raise ConfigError("A geometry has two numbers: give both --indexes and --ways, or neither.", "indexes")
    geometry = None if options.indexes is None else Geometry(options.indexes, options.ways)
    return EngineConfig(
        model=options.inspect or options.model or str(Path(__file__).resolve().parent / DEFAULT_MODEL),
        geometry=geometry,
        mapping=options.mapping,
        policy=options.policy,
        admission=options.admission,
        max_queued_copies=options.queued_copies,
        placement=options.placement,
        split_misses=not options.no_split,
        cpu_threads=options.threads,
        device=options.device,
        vram_gib=options.vram_gib,
        expert_dtype=options.expert_dtype,
        warm_start=not options.cold,
        keep_experts=not options.no_keep,
    )


def access_from(options: argparse.Namespace) -> Access:
    """Who may reach the server. Raises ``ConfigError`` for options that do not go together.

    Secrets may come from the environment instead: other users of a machine can read command lines.
    """
    token, login = options.api_token, options.auth
    if token is None and options.api:
        token = os.environ.get(API_TOKEN_VARIABLE)
    if login is None and not options.insecure:
        login = os.environ.get(LOGIN_VARIABLE)
    return Access.asked_for(options.host, options.api, token, login, options.insecure)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until interrupted; 2 when the engine or the server cannot start, with one sentence why."""
    options = parser().parse_args(arguments)
    if options.doctor:
        return show_checkup()
    if options.remove_kept:
        return remove_kept_experts()
    try:
        config, access = config_from(options), access_from(options)
    except HybridError as refusal:
        return cannot_start(str(refusal))
    if options.inspect:
        return show_inspection(config)
    try:
        listener = listen(options.host, options.port)
    except (OSError, UnicodeError) as error:
        return cannot_start(f"The server can't listen on {options.host}:{options.port} ({error}).")
    usual = signal.signal(signal.SIGINT, cancel_start)  # the next lines tell of it
    actual, address = listener.getsockname()[1], access.with_key(address_of(listener, options.host))
    if options.port not in {actual, 0}:
        say(f"Port {options.port} is taken; using {actual} instead.")
    say(f"Starting. {address} shows how far it is; Ctrl+C ends the program.")
    if who := access.who_can_enter(actual):
        say(who)
    waiting = WaitingPage(listener, access, options.model or "the demo model", say)
    if not options.no_browser:
        webbrowser.open(address)
    if config.expert_dtype == "stored":
        compile_ahead.begin(config.model)
    try:
        return run(config, access, listener, waiting)
    except HybridError as refusal:
        waiting.fail(str(refusal))
        return cannot_start(str(refusal))
    finally:
        signal.signal(signal.SIGINT, usual)
        listener.close()


def show_checkup() -> int:
    """Prints what there is to say of this machine; 1 if something of the program will not work."""
    from hybrid.doctor.checkup import checkup, report

    findings = checkup()
    say(report(findings))
    return int(any(finding.grade == "bad" for finding in findings))


def remove_kept_experts() -> int:
    """Prints how many bytes of kept experts were removed; 2 if that could not be done."""
    from hybrid.model.made.kept import folder, remove_kept

    try:
        removed = remove_kept()
    except OSError as error:
        return cannot_start(f"The kept experts in {folder()} could not be removed ({error.strerror or error}).")
    say(f"Removed {removed / 1e9:.1f} GB of kept experts." if removed else "No experts are kept.")
    return 0


def show_inspection(config: EngineConfig) -> int:
    """Prints what is known of the model before it is loaded; 2 if it cannot run here."""
    from hybrid.fit.inspector import inspect, this_machine
    from hybrid.fit.text_report import text_report
    from hybrid.machine.resources import choose_device

    try:
        inspection = inspect(config, this_machine(choose_device(config.device)))
    except HybridError as refusal:
        return cannot_start(str(refusal))
    say(text_report(inspection))
    return 0 if inspection.runs else CANNOT_START


def run(config: EngineConfig, access: Access, listener: socket.socket, waiting: WaitingPage) -> int:
    """Loads the model, then serves the page until interrupted. Raises ``HybridError`` for what cannot be loaded."""
    # Imported late: the port answers before torch and Gradio have loaded.
    from hybrid import Engine
    from ui import build
    from ui.server.server import serve

    engine = Engine.load(config, waiting.progress)
    try:
        page = build(engine)
        waiting.close()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        address = address_of(listener, access.host)
        say(f"Ready: open {access.with_key(address)} in a browser.")
        if access.api:
            key = "your token as the key" if access.api_token else "any key"
            say(f"OpenAI-compatible endpoint: {address}/v1, with {key}.")
            if access.page_token and not access.api_token:
                say("Other users of this machine can use it, too: --api-token keeps them out.")
        serve(page, engine, listener, access)
    finally:
        engine.close()
    return 0


def cancel_start(*_: object) -> NoReturn:
    """Ends the program at once: there is nothing to keep yet, and an exception in the middle of an import would make
    something else of itself."""
    say("The start was cancelled.")
    os._exit(CANCELLED)


def say(sentence: str) -> None:
    """At once, also where the output goes to a file."""
    print(sentence, flush=True)


def cannot_start(why: str) -> int:
    print(on_one_line(why), file=sys.stderr)
    return CANNOT_START


def on_one_line(sentence: str) -> str:
    """The sentence without the line breaks of a value in it, such as a pasted path's."""
    return " ".join(sentence.splitlines())


if __name__ == "__main__":
    sys.exit(main())
