"""Settings: from the environment, from `.env`, from nowhere else."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker import config
from tracker.errors import ConfigError

NOWHERE = Path("/nonexistent/.env")
OTHER = 54_321
"""A user whom there is not."""


def test_without_settings_the_keyless_sources_and_the_users_data_folder_are_used() -> None:
    found = config.load({}, NOWHERE)
    assert found.sources == ("history", "export", "catalog", "benchmarks", "export_index", "vercel")
    assert found.base_url == "https://openrouter.ai"
    assert found.api_key is None
    assert found.data_dir.is_absolute()
    assert found.data_dir.name == "openrouter-tracker"
    assert found.database_url == f"sqlite:///{found.data_dir / 'tracker.db'}"
    assert found.archive == found.data_dir / "archive"


def test_a_key_brings_the_data_api_and_shows_nowhere() -> None:
    found = config.load({"OPENROUTER_API_KEY": "sk-secret-1"}, NOWHERE)
    assert found.sources[5:] == (
        "vercel",
        "data_api",
        "app_rankings",
        "session_cost",
        "task_shares",
    )
    assert found.api_key == "sk-secret-1"
    assert "secret" not in repr(found)
    assert "secret" not in str(found)


def test_every_setting_can_be_given(tmp_path: Path) -> None:
    found = config.load(
        {
            "TRACKER_DATA_DIR": str(tmp_path),
            "TRACKER_DATABASE_URL": "postgresql+psycopg://host/db",
            "TRACKER_SOURCES": " export , ,data_api ",
            "TRACKER_BASE_URL": "http://127.0.0.1:8080/",
        },
        NOWHERE,
    )
    assert found.data_dir == tmp_path
    assert found.database_url == "postgresql+psycopg://host/db"
    assert found.sources == ("export", "data_api")
    assert found.base_url == "http://127.0.0.1:8080"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("OPENROUTER_API_KEY=from-file\nTRACKER_SOURCES=export\nTRACKER_DATA_DIR\n")
    found = config.load({"OPENROUTER_API_KEY": "from-environment"}, file)
    assert found.api_key == "from-environment"
    assert found.sources == ("export",)


def test_the_process_environment_is_read_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_SOURCES", "history")
    assert config.load(env_file=NOWHERE).sources == ("history",)


def test_empty_settings_are_none() -> None:
    found = config.load({"OPENROUTER_API_KEY": "  ", "TRACKER_SOURCES": ""}, NOWHERE)
    assert found.api_key is None
    assert found.sources == ("history", "export", "catalog", "benchmarks", "export_index", "vercel")


def test_a_home_folder_may_be_written_with_a_tilde() -> None:
    assert (
        config.load({"TRACKER_DATA_DIR": "~/figures"}, NOWHERE).data_dir == Path.home() / "figures"
    )


@pytest.mark.parametrize(
    "url",
    [
        "openrouter.ai",
        "http://a b",
        "ftp://openrouter.ai",
        "https://",
        "file:///etc/passwd",
        "http://[",
        "http://a:b",
        "http://a:99999",
        "https://a?b",
        "https://a#b",
    ],
)
def test_a_base_url_that_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="TRACKER_BASE_URL is not a web address"):
        config.load({"TRACKER_BASE_URL": url}, NOWHERE)


def test_a_settings_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"TRACKER_SOURCES=\xff\xfe\n")
    with pytest.raises(ConfigError, match=r"\.env is not UTF-8 text"):
        config.load({}, file)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://me:secret-1@h", "must not contain credentials"),
        ("https://secret-1@h", "must not contain credentials"),
        ("https://@h", "must not contain credentials"),
        ("https//me:secret-1@h", "is not a web address"),
        ("me:secret-1@h", "is not a web address"),
        ("https://me:[secret-1@h", "is not a web address"),
        ("https://h?key=secret-1", "is not a web address"),
    ],
)
def test_a_base_url_with_a_password_is_refused_unseen(url: str, why: str) -> None:
    """It would be written down with every address."""
    with pytest.raises(ConfigError, match=why) as caught:
        config.load({"TRACKER_BASE_URL": url}, NOWHERE)
    assert "secret-1" not in f"{caught.value} {caught.value!r} {caught.value.datum}"


def test_the_password_of_a_database_shows_nowhere() -> None:
    url = "postgresql+psycopg://me:secret-1@h/db"
    found = config.load({"TRACKER_DATABASE_URL": url}, NOWHERE)
    assert found.database_url == url
    assert "secret" not in repr(found) + str(found)


def test_a_settings_file_cannot_name_what_stands_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-secret-1")
    file = tmp_path / ".env"
    file.write_text("TRACKER_DATA_DIR=/data/${OPENROUTER_API_KEY}\n")
    assert config.load(env_file=file).data_dir == Path("/data/${OPENROUTER_API_KEY}")


def test_a_settings_file_does_not_send_the_key_of_the_environment_to_another_server(
    tmp_path: Path,
) -> None:
    file = tmp_path / ".env"
    file.write_text("TRACKER_BASE_URL=https://elsewhere.example\n")
    key, base_url = {"OPENROUTER_API_KEY": "sk-1"}, {"TRACKER_BASE_URL": "https://h"}
    for blank in ({}, {"TRACKER_BASE_URL": "https://openrouter.ai"}, base_url):
        assert config.load({**key, **blank}, NOWHERE).api_key == "sk-1"
    assert config.load({**key, **base_url}, file).base_url == "https://h"
    assert config.load({}, file).base_url == "https://elsewhere.example"
    with pytest.raises(
        ConfigError, match=r"send the key from the environment to https://elsewhere"
    ):
        config.load(key, file)
    file.write_text("TRACKER_BASE_URL=https://elsewhere.example\nOPENROUTER_API_KEY=sk-2\n")
    assert config.load({}, file).api_key == "sk-2"


DATABASE = "TRACKER_DATABASE_URL=postgresql+psycopg://"


@pytest.mark.parametrize(
    ("written", "mode", "exposed"),
    [
        ("OPENROUTER_API_KEY=sk-1", 0o644, "OPENROUTER_API_KEY"),
        ("OPENROUTER_API_KEY=sk-1", 0o640, "OPENROUTER_API_KEY"),
        ("OPENROUTER_API_KEY=sk-1", 0o600, None),
        ("OPENROUTER_API_KEY= ", 0o644, None),
        ("TRACKER_SOURCES=export", 0o644, None),
        (f"{DATABASE}me:pw@h/db", 0o644, "TRACKER_DATABASE_URL"),
        (f"{DATABASE}me@h/db?password=pw", 0o644, "TRACKER_DATABASE_URL"),
        (f"{DATABASE}me@h/db", 0o644, None),
        ("TRACKER_ON_EVENT=https://h/hook?token=abc", 0o644, "TRACKER_ON_EVENT"),
        ("TRACKER_ON_FAILURE=https://h/T0/B0/abc\nTRACKER_PING_URL=https://h/abc", 0o604,
         "TRACKER_ON_FAILURE, TRACKER_PING_URL"),
    ],
)  # fmt: skip
def test_a_settings_file_with_a_secret_that_others_can_read_is_noticed(
    tmp_path: Path, written: str, mode: int, exposed: str | None
) -> None:
    file = tmp_path / ".env"
    file.write_text(written + "\n")
    file.chmod(mode)
    said = f"other users can read {file}, which contains {exposed}: run `chmod 600 {file}`"
    assert config.load({}, file).exposed == (said if exposed else None)


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_settings_file_that_others_can_write_to_is_not_believed(
    tmp_path: Path, mode: int
) -> None:
    file = tmp_path / ".env"
    file.write_text("TRACKER_DATA_DIR=/elsewhere\n")
    file.chmod(mode)
    with pytest.raises(ConfigError, match=r"writable by other users.*`chmod go-w") as caught:
        config.load({}, file)
    assert "elsewhere" not in str(caught.value)
    file.chmod(0o644)
    assert config.load({}, file).data_dir == Path("/elsewhere")


def test_a_settings_file_of_another_user_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, link = tmp_path / ".env", tmp_path / "link"
    file.write_text("TRACKER_DATABASE_URL=postgresql+psycopg://h/of-another\n")
    link.symlink_to(file)
    if os.geteuid() == 0:
        os.lchown(link, OTHER, OTHER)
        assert config.load({}, file).database_url.endswith("of-another")
        with pytest.raises(ConfigError, match="belongs to another user"):
            config.load({}, link)
        os.chown(file, OTHER, OTHER)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: OTHER)
    with pytest.raises(ConfigError, match=r"belongs to another user and is not trusted.*chown"):
        config.load({}, file)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_settings_file_is_believed_by_its_user_and_one_of_root_by_everybody() -> None:
    """Read by a process that has become the user, who can see into the folder."""
    believed = {}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        file = Path(folder) / ".env"
        file.write_text("TRACKER_SOURCES=export\n")
        file.chmod(0o644)
        for owner in (0, OTHER, OTHER + 1):
            os.chown(file, owner, owner)
            believed[owner] = _as_another(OTHER, lambda: config.load({}, file).sources)
    assert believed == {0: True, OTHER: True, OTHER + 1: False}


def _as_another(user: int, work: Callable[[], object]) -> bool:
    """Whether some work can be done as another user, with no ConfigError."""
    child = os.fork()
    if child == 0:
        code = 2
        try:
            os.setgroups([])
            os.setgid(user)
            os.setuid(user)
            work()
            code = 0
        except ConfigError:
            code = 1
        finally:
            os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 1)
    return code == 0


def test_no_file_says_which_command_is_run(tmp_path: Path) -> None:
    settings = tmp_path / ".env"
    settings.write_text(
        "TRACKER_ON_EVENT=https://example.org/hook\nTRACKER_ON_FAILURE=rm -r data\n"
    )
    with pytest.raises(ConfigError, match="sets TRACKER_ON_FAILURE to a command"):
        config.load({}, settings)
    found = config.load({"TRACKER_ON_FAILURE": "mail me"}, settings)
    assert (found.on_failure, found.on_event) == ("mail me", "https://example.org/hook")


def test_what_may_be_a_secret_shows_in_no_repr_and_is_named_as_one() -> None:
    hook, ping = "https://example.org/hook?token=abc", "https://me:abc@example.org/ping"
    found = config.load(
        {
            "OPENROUTER_API_KEY": "sk-abc",
            "TRACKER_DATABASE_URL": "postgresql+psycopg://me:a%2Fabc@h/db",
            "TRACKER_ON_FAILURE": "mail abc",
            "TRACKER_ON_EVENT": hook,
            "TRACKER_PING_URL": ping,
        },
        NOWHERE,
    )
    assert found.secrets == ("sk-abc", "a%2Fabc", "a/abc", hook, ping)
    assert "abc" not in repr(found)


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("TRACKER_PING_URL", "example.org/ping", "TRACKER_PING_URL is not a web address"),
        ("TRACKER_DATA_DIR", "~nobody-by-this-name/data", "unknown user's home"),
        ("TRACKER_LOG", "xml", "TRACKER_LOG must be plain or json, not 'xml'"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(setting: str, value: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        config.load({setting: value}, NOWHERE)


def test_a_command_of_a_hook_is_given_what_is_ordinary_and_no_secret() -> None:
    ordinary = {
        "PATH": "/bin", "HOME": "/home/me", "LANG": "C.UTF-8", "LC_TIME": "C", "TZ": "UTC",
        "TRACKER_DATA_DIR": "/srv/raw",
    }  # fmt: skip
    secret = dict.fromkeys(
        (
            "PGPASSWORD", "DATABASE_URL", "TRACKER_DATABASE_URL", "OPENROUTER_API_KEY",
            "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "SSHPASS", "MY_PASSWORD", "LC_TOKEN",
            "TRACKER_ON_EVENT", "SENTRY_DSN", "PYTHONPATH",
        ),
        "hush",
    )  # fmt: skip
    assert config.load({**ordinary, **secret}, NOWHERE).environment == ordinary


def test_a_command_of_a_hook_finds_its_programs_where_no_path_is_set() -> None:
    assert config.load({}, NOWHERE).environment == {"PATH": os.defpath}


def test_operating_names_what_a_command_of_a_hook_is_given() -> None:
    operating = (Path(__file__).resolve().parent.parent / "OPERATING.md").read_text(
        encoding="utf-8"
    )
    told = operating.split("Its environment is ")[1].split(", and nothing else")[0]
    assert {*re.findall(r"`(\w+)`", told)} == config.ORDINARY
    assert "`LC_…`" in told
