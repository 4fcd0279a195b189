"""Presets on the Hugging Face hub, behind the extra `hub`."""

import pathlib
import re

PREFIX = "hf://"
PATTERN = re.compile(r"hf://(?P<repository>[\w.-]+/[\w.-]+)(@(?P<revision>[\w./-]+))?")


def parse(uri):
    """Returns `(repository, revision)` of `"hf://user/repository@revision"`; the revision may be `None`.

    Raises:
        ValueError: If `uri` is not valid.
    """
    found = PATTERN.fullmatch(uri)
    if not found:
        raise ValueError(
            f"`uri`: expected 'hf://user/repository', optionally with '@revision' behind. Received: {uri!r}."
        )
    return found["repository"], found["revision"]


def client():
    """Returns the module `huggingface_hub`.

    Raises:
        ImportError: If it is not installed.
    """
    try:
        import huggingface_hub
    except ImportError as error:
        raise ImportError(
            "Presets on the Hugging Face hub need its client, which is not installed. Run `pip install kerasgan[hub]`."
        ) from error
    return huggingface_hub


def download(uri):
    """Returns the folder of a preset on the hub, fetched once and kept in the hub's own cache.

    Args:
        uri: String, `"hf://user/repository"`, optionally with `@revision`.

    Raises:
        ValueError: If `uri` is not valid.
        ImportError: If `huggingface_hub` is not installed.
        OSError: If it can't be fetched.
    """
    repository, revision = parse(uri)
    patterns = ["*.json", "*.weights.h5", "README.md"]
    try:
        fetched = client().snapshot_download(repository, revision=revision, allow_patterns=patterns)
    except (OSError, ValueError) as error:
        raise OSError(f"{uri} can't be fetched: {error} Check the name, the network, and your access.") from error
    return pathlib.Path(fetched)


def target(uri):
    """Returns the repository that `uri` names to upload to.

    Raises:
        ValueError: If `uri` is not valid, or names a revision.
    """
    repository, revision = parse(uri)
    if revision:
        raise ValueError(f"`uri`: expected no revision to upload to. Received: {uri!r}. Leave out '@{revision}'.")
    return repository


def upload(folder, uri, private=False):
    """Uploads the folder of a preset to the hub, into a repository that is made where there is none.

    Args:
        folder: Path of a preset.
        uri: String, `"hf://user/repository"`.
        private: Boolean, whether a new repository is for you alone. Defaults to `False`.

    Returns:
        String, the address of the commit.

    Raises:
        ValueError: If `uri` is not valid, or names a revision.
        ImportError: If `huggingface_hub` is not installed.
        OSError: If the hub refuses.
    """
    repository, hub = target(uri), client()
    try:
        hub.create_repo(repository, repo_type="model", private=private, exist_ok=True)
        return str(hub.upload_folder(repo_id=repository, folder_path=str(folder), commit_message="A kerasgan preset"))
    except (OSError, ValueError) as error:
        raise OSError(f"{uri} can't be uploaded: {error} Log in by `hf auth login`, and check the name.") from error
