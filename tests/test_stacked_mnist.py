"""The study of stacked MNIST: it runs, resumes, and says on its page what has been run."""

import json

import pytest

from benchmarks.mode_collapse import records
from benchmarks.stacked_mnist import __main__, page, study


def record(name="stacked_mnist_r3gan", seed=0, modes=990, kl=0.1):
    settings = {"training": {"steps": 100}}
    about = {"seconds": 1.0, "weights": {"generator": 1000, "discriminator": 2000}, "settings": settings}
    figures = {"modes": modes, "reverse_kl": kl, "counts": [1] * 1000, "curve": [[50, 900, 0.5]]}
    return {"data": study.DATA, "name": name, "seed": seed, **about, **figures}


def test_the_page_says_what_has_been_run_and_what_not(tmp_path):
    for seed, modes in ((0, 990), (1, 1000)):
        records.write(
            records.path_of(tmp_path, study.DATA, "stacked_mnist_r3gan", seed), record(seed=seed, modes=modes)
        )
    text = page.write(tmp_path, tmp_path / "docs").read_text()
    assert "| R3GAN, ours | 995 ± 5 | 0.100 ± 0.000 | 100 | 1,000, 2,000 | 2 |" in text
    assert "Not run yet: DCGAN, PacGAN2, WGAN-GP, hinge, spectral normalisation." in text
    assert "R3GAN, seed 1: modes of 5,000 samples, of which a perfect sampler shows 993: 900 at 50." in text
    assert len(json.loads((tmp_path / "docs" / page.JSON).read_text())["runs"]) == 2


@pytest.mark.slow
def test_a_run_is_written_at_once_and_not_made_again(tmp_path, monkeypatch):
    for name in ("SAMPLES", "SAMPLES_OF_PACKS", "FEWER"):
        monkeypatch.setattr(study, name, 64)
    said = []
    options = ["--only", "stacked_mnist_pacgan2", "--seeds", "1", "--steps", "2", "--out", str(tmp_path)]
    __main__.main(options, said.append)
    assert said[0].startswith("stacked_mnist_pacgan2 seed 0: ") and len(said) == 2
    __main__.main(options, said.append)
    assert len(said) == 3
