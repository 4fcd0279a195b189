"""Presets on the Hugging Face hub, by a client that is not the real one: no network."""

import sys
import types

import numpy as np
import pytest

import kerasgan
from kerasgan.errors import PresetError
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


def test_a_revision_to_upload_to_is_refused_before_anything_is_made(gan, faked, monkeypatch):
    monkeypatch.setattr("kerasgan.presets.saving.fill", lambda *arguments: pytest.fail("made"))
    with pytest.raises(ValueError) as error:
        gan.upload_preset("hf://ann/rings@v1")
    assert str(error.value) == (
        "`uri`: expected no revision to upload to. Received: 'hf://ann/rings@v1'. Leave out '@v1'."
    )
    assert faked.calls == []


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


# === The cache of the real client, as `huggingface_hub` 2.4 leaves it: links from snapshots to blobs ===


@pytest.fixture
def snapshot(gan, tmp_path, monkeypatch):
    """The folder of a snapshot, every file of which is a link to a blob of the same repository."""
    monkeypatch.setattr("kerasgan.plots.sampling.plot", lambda gan, folder: [])
    gan.save_to_preset(tmp_path / "mine")
    repository = tmp_path / "cache" / "models--ann--rings"
    folder = repository / "snapshots" / ("a" * 40)
    folder.mkdir(parents=True)
    (repository / "blobs").mkdir()
    for number, path in enumerate((tmp_path / "mine").iterdir()):
        path.rename(repository / "blobs" / f"{number:064d}")
        (folder / path.name).symlink_to(f"../../blobs/{number:064d}")
    return folder


def test_a_snapshot_in_the_cache_of_the_real_client_loads(gan, snapshot, monkeypatch):
    client = types.SimpleNamespace(snapshot_download=lambda *arguments, **options: str(snapshot))
    monkeypatch.setitem(sys.modules, "huggingface_hub", client)
    again = kerasgan.GAN.from_preset("hf://ann/rings")
    np.testing.assert_array_equal(again.sample(4, seed=0), gan.sample(4, seed=0))


def test_no_other_link_is_followed(snapshot, tmp_path):
    weights = snapshot / "generator.weights.h5"
    other = tmp_path / "elsewhere.h5"
    other.write_bytes(weights.read_bytes())
    chained = snapshot.parents[1] / "blobs" / "chained"
    chained.symlink_to(other)
    for target in (other, chained, "../../../../elsewhere.h5"):
        weights.unlink()
        weights.symlink_to(target)
        with pytest.raises(PresetError, match="generator.weights.h5: expected a file of its own. Received a link."):
            kerasgan.GAN.from_preset(snapshot)
