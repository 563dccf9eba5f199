"""What is deployed fits the bot: commands, variables, user and paths of Dockerfile, compose file and manifests."""

import itertools
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from sheets_bot.cli import app
from sheets_bot.service.settings_file import settings_from
from sheets_bot.service.settings_sections import Service

yaml = pytest.importorskip("yaml", reason="needs PyYAML, which comes with another package")

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
MANIFESTS = list(yaml.safe_load_all((ROOT / "deploy/kubernetes.yaml").read_text()))
USER = 10001
CONFIGURATION = "/config/sheets_bot.toml"
HADOLINT = shutil.which("hadolint") or shutil.which("hadolint", path=str(Path(sys.executable).parent))
OURS = [name for name in COMPOSE["services"] if name != "database"]


DEPLOYING = (ROOT / "docs/operator/deploy.md").read_text()
COMMENTED_OUT = re.compile(r"# ?(?=(- \{ name: )?(SHEETS_BOT_WEBHOOKS|ports: \[|- \{ name: webhooks))")


def cloud_run() -> tuple[dict[str, str], dict[str, str]]:
    """Return the variables of the command for Cloud Run, and its secrets by path or variable."""
    (block,) = re.findall(r"```sh\n(gcloud run deploy .*?)```", DEPLOYING, re.DOTALL)
    given: dict[str, dict[str, str]] = {"--set-env-vars": {}, "--set-secrets": {}}
    words = shlex.split(block.replace("\\\n", ""))
    for option, value in itertools.pairwise(words):
        if option in given:
            given[option] |= dict(one.split("=", 1) for one in value.split(","))
    return given["--set-env-vars"], given["--set-secrets"]


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    for manifest in MANIFESTS:
        yield manifest["metadata"]["name"], manifest["spec"]["template"]["spec"]


def environments() -> Iterator[tuple[str, dict[str, str]]]:
    for name in OURS:
        yield f"compose {name}", COMPOSE["services"][name]["environment"]
    for name, pod in pods():
        [container] = pod["containers"]
        yield f"kubernetes {name}", {entry["name"]: entry["value"] for entry in container["env"]}


ENVIRONMENTS = dict(environments())


@pytest.mark.parametrize("where", ENVIRONMENTS)
def test_every_variable_is_a_setting_and_every_secret_a_file(where, monkeypatch, tmp_path):
    for name, value in ENVIRONMENTS[where].items():
        path = tmp_path / Path(value).name
        if name.endswith("_FILE"):
            path.write_text("postgresql://bot:x@database/bot" if "QUEUE" in name else "a secret of the tests")
        monkeypatch.setenv(name, str(path) if name.endswith("_FILE") else value)
    brands = {"aurora": {"name": "Aurora", "paypal": {"client_id": "id"}}}

    settings = settings_from({"workbooks": {"shared": "1AbC"}, "brands": brands}, where=where)

    assert settings.brands["aurora"].paypal.client_secret.get_secret_value() == "a secret of the tests"
    in_queue = any(part in where for part in ("leader", "worker"))
    assert (settings.queue.url is not None) == in_queue


def test_the_command_for_cloud_run_names_every_file_it_mounts_and_brings_every_secret(monkeypatch, tmp_path):
    variables, secrets = cloud_run()
    mounted = {place for place in secrets if place.startswith("/")}
    inline = {place for place in secrets if not place.startswith("/")}
    for name, value in {**variables, **dict.fromkeys(inline, "a secret of the tests")}.items():
        monkeypatch.setenv(name, value)
    brands = {"aurora": {"name": "Aurora", "paypal": {"client_id": "id"}}}

    settings = settings_from({"workbooks": {"shared": "1AbC"}, "brands": brands}, where="Cloud Run")

    assert mounted == {CONFIGURATION, str(settings.google.key())}
    assert settings.brands["aurora"].paypal.client_secret.get_secret_value() == "a secret of the tests"
    assert settings.service.health_host == "0.0.0.0"


@pytest.mark.parametrize("file", ["compose.yaml", "deploy/kubernetes.yaml"])
def test_webhooks_are_heard_from_outside_the_container_once_their_lines_are_no_comments(file, monkeypatch):
    text = (ROOT / file).read_text()
    open_to_all = COMMENTED_OUT.sub("", text)

    variables = dict(_variables(open_to_all))
    documents = str(list(yaml.safe_load_all(open_to_all)))

    for name in ("SHEETS_BOT_WEBHOOKS__HOST", "SHEETS_BOT_WEBHOOKS__PORT"):
        monkeypatch.setenv(name, variables[name].strip('"'))
    base = {"google": {"service_account_file": "x.json"}, "workbooks": {"shared": "1AbC"}}
    webhooks = settings_from(base, where=file).webhooks
    assert (webhooks.host, webhooks.port) == ("0.0.0.0", 8081)
    assert "127.0.0.1:8081:8081" in documents or "{'name': 'webhooks', 'containerPort': 8081}" in documents
    assert "8081" not in str(list(yaml.safe_load_all(text))), "off by default"


def commands() -> list[tuple[str, list[str]]]:
    found = [(name, COMPOSE["services"][name]["command"]) for name in OURS]
    return found + [(name, pod["containers"][0]["args"]) for name, pod in pods()]


@pytest.mark.parametrize(("where", "words"), commands())
def test_every_command_is_one_of_the_bots_with_its_options(where, words):
    known = get_command(app).commands[words[0]]

    known.make_context(words[0], list(words[1:]))


def test_containers_run_without_rights_on_a_root_that_cannot_be_written():
    assert re.search(rf"^USER {USER}:{USER}$", DOCKERFILE, re.MULTILINE)
    for name in OURS:
        service = COMPOSE["services"][name]
        assert (service["user"], service["read_only"], service["cap_drop"]) == (
            f"{USER}:{USER}",
            True,
            ["ALL"],
        )
        assert service["security_opt"] == ["no-new-privileges:true"]
    for name, pod in pods():
        security = pod["containers"][0]["securityContext"]
        assert pod["securityContext"]["runAsNonRoot"], name
        assert pod["securityContext"]["runAsUser"] == USER, name
        assert security["readOnlyRootFilesystem"], name
        assert security["capabilities"] == {"drop": ["ALL"]}, name
        assert security["allowPrivilegeEscalation"] is False, name
        assert pod["automountServiceAccountToken"] is False, name


def test_what_must_be_writable_is_the_temporary_folder_alone():
    for name in OURS:
        assert [mount.split(":")[0] for mount in COMPOSE["services"][name]["tmpfs"]] == ["/tmp"]
        assert all(volume.endswith(":ro") for volume in COMPOSE["services"][name]["volumes"])
    for name, pod in pods():
        mounts = pod["containers"][0]["volumeMounts"]
        assert [mount["mountPath"] for mount in mounts if not mount.get("readOnly")] == ["/tmp"], name
        assert {mount["name"] for mount in mounts} == {volume["name"] for volume in pod["volumes"]}, name


def test_a_container_waits_longer_for_the_end_than_the_bot_needs():
    needs = Service().stop_within_seconds

    for name in OURS:
        assert int(COMPOSE["services"][name]["stop_grace_period"].removesuffix("s")) > needs
    for name, pod in pods():
        assert pod["containers"][0]["args"][0] == "init" or pod["terminationGracePeriodSeconds"] > needs, name


def test_every_mounted_secret_is_named_where_it_is_read():
    for name in OURS:
        service = COMPOSE["services"][name]
        read = {v for k, v in service["environment"].items() if k.endswith("_FILE")}
        assert read == {f"/run/secrets/{secret}" for secret in service["secrets"]}
        assert set(service["secrets"]) <= set(COMPOSE["secrets"])


def test_probes_ask_the_health_page_on_its_port_and_old_and_new_never_overlap():
    bot, worker, _init = MANIFESTS

    assert bot["spec"]["strategy"] == {"type": "Recreate"}
    assert bot["spec"]["replicas"] == 1
    for deployment in (bot, worker):
        [container] = deployment["spec"]["template"]["spec"]["containers"]
        assert container["ports"] == [{"name": "health", "containerPort": Service().health_port}]
        paths = {probe: container[probe]["httpGet"]["path"] for probe in ("livenessProbe", "readinessProbe")}
        assert paths == {"livenessProbe": "/healthz", "readinessProbe": "/readyz"}
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        assert deployment["spec"]["selector"]["matchLabels"] == labels


@pytest.mark.skipif(HADOLINT is None, reason="needs hadolint, which is installed on Linux on x86-64")
def test_hadolint_finds_nothing_in_the_dockerfile():
    looked = subprocess.run(
        [HADOLINT, "--no-color", ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )

    assert looked.stdout + looked.stderr == ""
    assert looked.returncode == 0


def test_the_image_gets_the_program_and_no_secret():
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = set(re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE, re.MULTILINE))

    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"
    assert copied == let_in
    assert not re.search(r"(?i)^(ENV|ARG).*(secret|password|token)", DOCKERFILE, re.MULTILINE)


def test_no_file_for_deployment_holds_a_secret():
    for file in ("compose.yaml", "deploy/kubernetes.yaml"):
        text = (ROOT / file).read_text()
        assert "PRIVATE KEY" not in text
        assert not [kind for kind in re.findall(r"^kind: (\S+)", text, re.MULTILINE) if kind == "Secret"]
        assert all(os.sep in str(value) or "_FILE" not in key for key, value in _variables(text))


def _variables(text: str) -> list[tuple[str, str]]:
    return re.findall(r"(SHEETS_BOT_[A-Z_]+)(?:, value)?: (\S+)", text)
