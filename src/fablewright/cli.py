"""The command line. Commands are thin; what they need is imported when they run, so that
`--help` answers at once."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from fablewright import __version__

if TYPE_CHECKING:
    from fablewright.settings import Settings

app = typer.Typer(
    name="fablewright",
    help="A story studio of your own: from a spark of an idea to an illustrated, narrated picture book.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # boxes would double the time that --help takes
    context_settings={"help_option_names": ["-h", "--help"]},
)
user = typer.Typer(
    help="Who has an account in this studio, and what they may do.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(user, name="user")

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir", help="Where stories, files and the database live.", show_default=False
    ),
]
Simulate = Annotated[
    bool,
    typer.Option(
        "--simulate", help="Ask simulated providers: no key, no network, no cost, invented books."
    ),
]
Latency = Annotated[
    str,
    typer.Option(help="How long simulated providers take: real, none, or a factor such as 0.1."),
]
Email = Annotated[str, typer.Argument(help="Their e-mail address.")]
Role = Annotated[Literal["user", "admin"] | None, typer.Option(help="What they are here.")]
Tier = Annotated[
    Literal["free", "individual", "story_pack_5"] | None,
    typer.Option(help="How many stories they may make: see the README."),
]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]
GeneratePassword = Annotated[
    bool, typer.Option("--generate-password", help="Make a password, and show it once.")
]


@app.command()
def book(
    spark: Annotated[str, typer.Argument(help="The idea, in your own words: “a shy octopus”.")],
    child: Annotated[
        list[str] | None, typer.Option(help="A child in the story; may be repeated.")
    ] = None,
    hero: Annotated[list[str] | None, typer.Option(help="A hero in the story.")] = None,
    companion: Annotated[
        list[str] | None, typer.Option(help="An animal or other friend: “Pip the fox”.")
    ] = None,
    pronoun: Annotated[
        str | None, typer.Option(help="The first child's pronoun: she, he or they.")
    ] = None,
    appearance: Annotated[
        str | None, typer.Option(help="How the first child looks: “red raincoat, two plaits”.")
    ] = None,
    trait: Annotated[
        list[str] | None, typer.Option(help="A trait of the first child: glasses, wheelchair …")
    ] = None,
    theme: Annotated[list[str] | None, typer.Option(help="A theme: courage, friendship …")] = None,
    genre: Annotated[str | None, typer.Option(help="adventure, bedtime, mystery, funny …")] = None,
    moral: Annotated[
        str | None, typer.Option(help="What the story shows (it is never said).")
    ] = None,
    title: Annotated[str | None, typer.Option(help="A title of your own.")] = None,
    minutes: Annotated[int, typer.Option(help="How long reading aloud takes, 1 to 10.")] = 3,
    age: Annotated[int | None, typer.Option(help="The reader's age, 2 to 12.")] = None,
    emotion: Annotated[str | None, typer.Option(help="What the reader shall feel.")] = None,
    vibe: Annotated[str | None, typer.Option(help="How it shall sound: cosy, wild …")] = None,
    voice: Annotated[str | None, typer.Option(help="The narrator's voice.")] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same book.")] = None,
    out: Annotated[Path, typer.Option(help="The book gets a folder of its own in here.")] = Path(
        "books"
    ),
    author: Annotated[str | None, typer.Option(help="Who writes.")] = None,
    illustrator: Annotated[str | None, typer.Option(help="Who draws.")] = None,
    narrator: Annotated[str | None, typer.Option(help="Who reads aloud.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One line of JSON per change, for machines.")
    ] = False,
    simulate: Simulate = False,
    latency: Latency = "real",
    data_dir: DataDir = None,
) -> None:
    """Make a finished picture book: PDF, EPUB, MP3, five pictures and story.json."""
    from fablewright.bookmaking import Wish, make_book

    wish = Wish(
        spark=spark, children=child or [], heroes=hero or [], companions=companion or [],
        pronoun=pronoun, appearance=appearance or "", traits=trait or [],
        request={
            "themes": theme or [], "story_type": genre, "moral": moral, "title": title,
            "story_length": minutes, "age": age, "emotion": emotion, "vibe": vibe,
            "voice": voice, "seed": seed,
        },
    )  # fmt: skip
    with _providers(simulate, latency, data_dir):
        settings = _settings(
            "error", data_dir=data_dir, author=author, illustrator=illustrator, narrator=narrator,
            narrator_voice="" if narrator == "offline" else None,  # the settings' voice is another's
        )  # fmt: skip
        raise SystemExit(_run(make_book(settings, wish, out, as_json=as_json)))


@app.command()
def up(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    browser: Annotated[bool, typer.Option(help="Open the studio in a browser.")] = True,
    workers: Annotated[
        int, typer.Option(help="Worker processes besides this one's own worker.", min=0)
    ] = 0,
    simulate: Simulate = False,
    latency: Latency = "real",
    data_dir: DataDir = None,
) -> None:
    """Run the studio: web, API, worker and database, until Ctrl-C."""
    from fablewright.serving import run_up

    with _providers(simulate, latency, data_dir):
        settings = _settings(data_dir=data_dir)
        _run(run_up(settings, host, port, browser=browser, extra_workers=workers))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    data_dir: DataDir = None,
) -> None:
    """Run web and API without a worker, for studios of several machines."""
    from fablewright.serving import run_server

    _run(run_server(_settings(data_dir=data_dir), host, port))


@app.command()
def worker(data_dir: DataDir = None) -> None:
    """Run a worker: it takes jobs from the database and makes what they ask for."""
    from fablewright.serving import run_worker

    _run(run_worker(_settings(data_dir=data_dir)))


@app.command()
def migrate(
    target: Annotated[str, typer.Argument(help="head, a version such as 001, or base.")] = "head",
    data_dir: DataDir = None,
) -> None:
    """Bring the database to the version that this Fablewright needs."""
    from fablewright.bootstrap import migrate_database
    from fablewright.db.migrate import newest_version

    _run(migrate_database(_settings(data_dir=data_dir), target))
    typer.echo(f"The database is at version {newest_version() if target == 'head' else target}.")


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Look at everything that Fablewright needs, and say what to do where something is wrong."""
    from fablewright.doctor import examine

    raise SystemExit(_run(examine(_settings(data_dir=data_dir), as_json=as_json)))


@app.command()
def models(
    author: Annotated[bool, typer.Option("--author", help="Those of the author alone.")] = False,
    illustrator: Annotated[
        bool, typer.Option("--illustrator", help="Those of the illustrator alone.")
    ] = False,
    narrator: Annotated[
        bool, typer.Option("--narrator", help="Those of the narrator alone.")
    ] = False,
    inspector: Annotated[
        bool, typer.Option("--inspector", help="Those of the inspector alone.")
    ] = False,
) -> None:
    """List the models and voices that your providers have, with prices and last days where they tell."""
    from fablewright.books.readiness import ROLES
    from fablewright.offers import show_offers

    asked = {
        "author": author, "illustrator": illustrator, "narrator": narrator, "inspector": inspector,
    }  # fmt: skip
    roles = [role for role in ROLES if asked[role] or not any(asked.values())]
    raise SystemExit(_run(show_offers(_settings(), roles)))


@app.command()
def token(data_dir: DataDir = None) -> None:
    """Print the owner's access token, for scripts."""
    from fablewright.bootstrap import open_studio

    async def read() -> str:
        async with open_studio(settings) as studio:
            return studio.identity.owner_token()

    settings = _settings(data_dir=data_dir)
    typer.echo(_run(read()))


@user.command("add")
def user_add(
    email: Email,
    name: Annotated[str | None, typer.Option(help="Else the first part of the address.")] = None,
    admin: Annotated[bool, typer.Option("--admin", help="They may look after others.")] = False,
    tier: Tier = None,
    password_stdin: PasswordStdin = False,
    generate_password: GeneratePassword = False,
    data_dir: DataDir = None,
) -> None:
    """Make an account. Without an option for it, the password is asked for."""
    from fablewright import people

    settings = _settings(data_dir=data_dir)
    with _one_sentence():
        email = people.read_email(email)
        name = name and people.read_words(name, "--name", 60)
        secret = people.choose_password(from_stdin=password_stdin, generate=generate_password)
    role = "admin" if admin else None
    _run(people.add(settings, email, name, secret, role=role, tier=tier))


@user.command("list")
def user_list(
    part: Annotated[str, typer.Argument(help="A part of the e-mail address.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    data_dir: DataDir = None,
) -> None:
    """List all accounts (guests have none)."""
    from fablewright import people

    _run(people.list_all(_settings(data_dir=data_dir), part, as_json=as_json))


@user.command("set")
def user_set(
    email: Email,
    role: Role = None,
    tier: Tier = None,
    credits: Annotated[
        int, typer.Option(help="Give so many stories beyond the tier.", min=0, max=1000)
    ] = 0,
    reference: Annotated[
        str, typer.Option(help="What the credits are for; the same one gives them once only.")
    ] = "",
    data_dir: DataDir = None,
) -> None:
    """Change what somebody may do, or give them stories."""
    from fablewright import people

    settings = _settings(data_dir=data_dir)
    if not (role or tier or credits):
        _stop("Nothing to change: add --role, --tier, or --credits with --reference.")
    with _one_sentence():
        email = people.read_email(email)
        reference = people.read_words(reference, "--reference", 100) if credits else ""
    work = people.change(
        settings, email, role=role, tier=tier, credits=credits, reference=reference
    )
    _run(work)


@user.command("password")
def user_password(
    email: Email,
    password_stdin: PasswordStdin = False,
    generate_password: GeneratePassword = False,
    data_dir: DataDir = None,
) -> None:
    """Set a new password. They are signed out everywhere."""
    from fablewright import people

    settings = _settings(data_dir=data_dir)
    with _one_sentence():
        email = people.read_email(email)
        secret = people.choose_password(from_stdin=password_stdin, generate=generate_password)
    _run(people.set_password(settings, email, secret))


@user.command("remove")
def user_remove(
    email: Email,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Erase somebody for good, with everything they made."""
    from fablewright import people

    settings = _settings(data_dir=data_dir)
    with _one_sentence():
        email = people.read_email(email)
        if not yes:
            people.confirm_erasure(email)
    _run(people.remove(settings, email))


@app.command()
def openapi() -> None:
    """Print the OpenAPI description of the API as JSON."""
    import json

    from fablewright.web.app import describe

    typer.echo(json.dumps(describe(), indent=2, ensure_ascii=False))


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        typer.echo(f"fablewright {__version__}")
        raise typer.Exit


def main() -> None:
    app()


def _settings(log_level: str = "warning", **overrides: Any) -> Settings:
    from fablewright.core.errors import BadSettings
    from fablewright.core.logs import configure
    from fablewright.settings import load

    try:
        settings = load(**overrides)
    except BadSettings as error:
        _stop(error.message)
    configure(settings.log_level or log_level)
    if settings.simulated:
        from fablewright.simulating import simulated

        settings = simulated(settings)
    return settings


def _providers(
    simulate: bool, latency: str, data_dir: Path | None
) -> contextlib.AbstractContextManager[None]:
    """A simulator of providers while it is needed, if one is asked for."""
    if not simulate:
        return contextlib.nullcontext()
    from fablewright.simulating import simulation

    try:
        scale = {"real": 1.0, "none": 0.0}.get(latency)
        scale = float(latency) if scale is None else scale
    except ValueError:
        scale = -1.0
    if not 0 <= scale <= 1000:
        _stop("--latency must be real, none, or a factor such as 0.1.")
    return _one_sentence_within(simulation(scale, data_dir))


@contextlib.contextmanager
def _one_sentence_within(work: contextlib.AbstractContextManager[None]) -> Iterator[None]:
    with _one_sentence(), work:
        yield


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    with _one_sentence():
        return asyncio.run(work)


@contextlib.contextmanager
def _one_sentence() -> Iterator[None]:
    """An error that people can understand is one sentence and exit status 2."""
    from fablewright.core.errors import FablewrightError

    try:
        yield
    except FablewrightError as error:
        _stop(error.message)
    except OSError as error:  # a full disk, a folder that may not be written
        where = f" ({error.filename})" if error.filename else ""
        _stop(f"The system refuses: {error.strerror or error}{where}.")
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _stop(message: str) -> NoReturn:
    print(message, file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    main()
