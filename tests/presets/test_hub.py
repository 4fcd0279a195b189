"""Presets on the Hugging Face hub, by a client that is not the real one: no network."""

import sys
import types

import numpy as np
import pytest

import kerasgan
from kerasgan.presets import hub


class Hub:
    """A hub that is a folder: remembers how it was called, and copies."""

    def __init__(self, root):
        self.root, self.calls = root, []

    def create_repo(self, repo_id, **options):
        self.calls.append(("create_repo", repo_id, options))

    def upload_folder(self, repo_id, folder_path, commit_message):
        import shutil

        shutil.copytree(folder_path, self.root / repo_id)
        return f"https://hub/{repo_id}/commit/1"

    def snapshot_download(self, repo_id, revision=None, allow_patterns=None):
        self.calls.append(("snapshot_download", repo_id, revision))
        if not (self.root / repo_id).is_dir():
            raise OSError("404 Client Error.")
        return str(self.root / repo_id)


@pytest.fixture
def faked(tmp_path, monkeypatch):
    found = Hub(tmp_path / "hub")
    client = types.SimpleNamespace(**{name: getattr(found, name) for name in dir(found) if not name.startswith("_")})
    monkeypatch.setitem(sys.modules, "huggingface_hub", client)
    return found


def test_a_gan_goes_up_and_comes_back(gan, faked, monkeypatch):
    monkeypatch.setattr("kerasgan.plots.sampling.plot", lambda gan, folder: [])
    assert gan.upload_preset("hf://ann/rings", private=True) == "https://hub/ann/rings/commit/1"
    assert faked.calls == [("create_repo", "ann/rings", {"repo_type": "model", "private": True, "exist_ok": True})]
    assert (faked.root / "ann" / "rings" / "README.md").read_text().startswith("# rings\n")
    again = kerasgan.GAN.from_preset("hf://ann/rings@v1.0")
    assert faked.calls[-1] == ("snapshot_download", "ann/rings", "v1.0")
    np.testing.assert_array_equal(again.sample(4, seed=0), gan.sample(4, seed=0))


@pytest.mark.parametrize("uri", ["hf://rings", "hf://ann/rings/x", "hf:/ann/rings", "hf://ann/../etc", "hf://"])
def test_an_address_that_is_none_is_told(uri):
    with pytest.raises(ValueError) as error:
        hub.parse(uri)
    assert str(error.value) == (
        f"`uri`: expected 'hf://user/repository', optionally with '@revision' behind. Received: {uri!r}."
    )


def test_what_the_hub_says_is_passed_on(faked):
    with pytest.raises(OSError) as error:
        kerasgan.GAN.from_preset("hf://ann/rings")
    assert str(error.value) == (
        "hf://ann/rings can't be fetched: 404 Client Error. Check the name, the network, and your access."
    )


def test_an_upload_goes_to_no_revision(faked, tmp_path):
    with pytest.raises(ValueError, match="`uri`: expected no revision to upload to. Received: 'hf://ann/rings@v1'."):
        hub.upload(tmp_path, "hf://ann/rings@v1")


def test_without_the_client_it_says_what_to_install(gan, monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(ImportError, match=r"Run `pip install kerasgan\[hub\]`\."):
        gan.upload_preset("hf://ann/rings")
