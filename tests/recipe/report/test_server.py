"""The page of a run that goes on: what the server answers, whom it refuses, and that it is gone afterwards."""

import functools
import http.client
import json
import pathlib
import shutil
import socket
import subprocess
import threading
import urllib.error
import urllib.request

import pytest
from small_run import Page, make_run

from kerasgan.recipe import report, run
from kerasgan.recipe.report import live, server

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


@pytest.fixture
def folder(tmp_path):
    make_run(tmp_path / "run")
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path / "run"


@pytest.fixture
def served(folder, monkeypatch):
    monkeypatch.setattr(server, "OPEN", 0)  # nobody looks at the end
    with server.serving(folder, tell=lambda address: None, browser=False) as found:
        yield found


def ask(served, path, method="GET", **headers):
    """Asks by hand: a client of its own would mend paths and hosts."""
    connection = http.client.HTTPConnection("127.0.0.1", served.server_port, timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def start_of(served):
    return f"/{served.word}/"


def test_the_page_is_the_report_of_the_run_and_renews_itself(served, folder):
    answer, text = ask(served, start_of(served))
    page = Page(text)
    assert answer.status == 200 and answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert {"live", "curves", "samples", "doctor"} <= set(page.ids) and "Live: this page renews itself" in page.text
    assert all(source.startswith("data:") for source in page.sources)
    assert "renews itself" not in Page(report.made([folder])).text  # the report that is left is still


def test_what_the_run_writes_is_there_at_the_next_question(served, folder):
    first = json.loads(ask(served, start_of(served) + "state")[1])
    assert first == json.loads(ask(served, start_of(served) + "state")[1]) and not first["ended"]
    (folder / "history.csv").write_text("step,d_loss,g_loss\n10,0.5,1.5\n40,0.1,1.0\n")
    finding = {"name": "saturation", "since": 40, "step": 40, "evidence": "All.", "advice": ["a"]}
    about = {"verdict": "Found: saturation.", "findings": [finding], "seconds": 0.1, "of_seconds": 9.0, "looks": []}
    (folder / "doctor.json").write_text(json.dumps(about))
    (folder / "summary.json").write_text(json.dumps({"state": "running", "steps": 40, "of_steps": 100}))
    shutil.copy(folder / "samples" / "step-000000.png", folder / "samples" / "step-000040.png")
    second = json.loads(ask(served, start_of(served) + "state")[1])
    assert second["version"] != first["version"]
    text = Page(ask(served, start_of(served))[1]).text
    assert "saturation" in text and "Running: 40 of 100 steps." in text
    assert '"step": 40' in ask(served, start_of(served))[1]


@pytest.mark.parametrize(
    "path",
    ["/", "/state", "/{word}", "/{word}/recipe.json", "/{word}/../secret.txt", "/{word}/%2e%2e/secret.txt"]
    + ["/{word}/state?x", "/secret.txt", "/wrong/"],
)
def test_other_paths_are_refused(served, path):
    answer, text = ask(served, path.format(word=served.word))
    assert answer.status == 404 and text == ""


@pytest.mark.parametrize(
    "host", ["example.org", "example.org:{port}", "127.0.0.1", "localhost:1", "0.0.0.0:{port}", ""]
)
def test_other_hosts_are_refused(served, host):
    answer, text = ask(served, start_of(served), Host=host.format(port=served.server_port))
    assert answer.status == 403 and text == ""
    assert ask(served, start_of(served), Host=f"localhost:{served.server_port}")[0].status == 200


def test_only_reading_is_answered_and_nothing_may_be_kept_or_framed(served):
    assert ask(served, start_of(served), "POST")[0].status == 501
    answer, text = ask(served, start_of(served), "HEAD")
    assert answer.status == 200 and text == "" and int(answer.headers["Content-Length"]) > 1000
    assert answer.headers["Cache-Control"] == "no-store" and "frame-ancestors 'none'" in str(answer.headers)


def test_it_listens_on_this_machine_alone_and_says_nothing(served, capfd):
    assert served.server_address[0] == "127.0.0.1" and served.server_port > 1023
    with socket.create_connection(("127.0.0.1", served.server_port)) as hanging_up:
        hanging_up.sendall(b"GET / HT")
    ask(served, start_of(served))
    assert capfd.readouterr() == ("", "")


def test_it_is_closed_with_the_run_even_where_that_fails(folder, monkeypatch):
    monkeypatch.setattr(server, "OPEN", 0)
    told, opened = [], []
    monkeypatch.setattr(server, "has_screen", lambda: True)
    monkeypatch.setattr(server.webbrowser, "open", opened.append)
    with pytest.raises(ZeroDivisionError), server.serving(folder, tell=told.append) as found:
        assert told == opened == [found.address]
        raise ZeroDivisionError
    with pytest.raises(ConnectionRefusedError):
        ask(found, start_of(found))
    assert "kerasgan-watch" not in [thread.name for thread in threading.enumerate()]


def test_an_open_page_gets_the_end_before_the_server_goes(folder):
    with server.serving(folder, tell=lambda address: None, browser=False) as found:
        urllib.request.urlopen(found.address, timeout=10).read()
        seen = []

        def browser():
            while not json.loads(urllib.request.urlopen(found.address + "state", timeout=10).read())["ended"]:
                pass
            seen.append(urllib.request.urlopen(found.address, timeout=10).status)

        thread = threading.Thread(target=browser)
        thread.start()
    thread.join()
    assert seen == [200] and found.live.last_seen.is_set()


@pytest.mark.parametrize(
    ("system", "display", "expected"), [("linux", "", False), ("linux", ":0", True), ("darwin", "", True)]
)
def test_a_browser_is_opened_only_where_there_is_a_screen(system, display, expected, monkeypatch):
    monkeypatch.setattr(server.sys, "platform", system)
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert server.has_screen() == expected


def test_a_file_that_is_half_written_leaves_the_page_as_it_was(folder):
    page = live.Live(folder)
    before = page.page()
    (folder / "doctor.json").write_text('{"verdict": 1, "findings": 2, "seconds": 3, "of_seconds": 4}')
    assert page.page() == before


def test_a_run_is_shown_while_it_trains_and_writes_more_often(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "OPEN", 0)
    addresses, seen = [], []

    def trained(recipe, gan, data, folder, verbose, further, seconds):
        seen.append((seconds, urllib.request.urlopen(addresses[0], timeout=10).status))
        return {"state": "done"}

    monkeypatch.setattr(run, "_train", trained)
    recipe = run.recipes.changed(run.recipes.load("gaussian_2d"), steps=20)
    watch = functools.partial(server.serving, tell=addresses.append, browser=False)
    assert run.train(recipe, tmp_path / "run", verbose=0, watch=watch) == {"state": "done"}
    assert seen == [(run.WATCHED, 200)] and run.WATCHED < run.UNWATCHED
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(addresses[0], timeout=10)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_in_a_browser_the_page_grows_with_the_run_and_shows_the_newest_picture(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(server, "OPEN", 0)
    later = tmp_path / "later"
    later.mkdir()
    for name in ("history.csv", "doctor.json", "samples/step-000010.png", "samples/step-000020.png"):
        (folder / name).rename(later / pathlib.Path(name).name)
    asked = []

    def state(of=live.Live.state):
        asked.append(found.live.page())
        if len(asked) == 2:  # the run goes on
            for path in later.iterdir():
                path.rename(folder / "samples" / path.name if path.suffix == ".png" else folder / path.name)
        return of(found.live)

    with server.serving(folder, tell=lambda address: None, browser=False) as found:
        found.live.state = state
        command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1300,900", "--dump-dom"]
        command += [f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=9000", found.address]
        dom = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    assert len(asked) >= 3 and "<canvas" not in asked[0] and "mode collapse" not in asked[0]
    assert 'data-ready="2"' in dom[:200] and dom.count("<canvas") == 2 and "mode collapse" in dom
    assert "<output>20</output>" in dom and "renews itself while the run goes on" in dom
