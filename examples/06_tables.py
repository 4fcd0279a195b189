# %% [markdown]
# # Tables
#
# A GAN of a pandas DataFrame: numbers, categories and what is missing, in the types they came in. It needs pandas and
# scikit-learn, `pip install "kerasgan[tables]"`.

# %%
import os

import numpy as np
import pandas as pd

import kerasgan

steps, count = (4, 400) if os.getenv("KERASGAN_TINY") else (800, 4000)

# %% [markdown]
# A table with something to find out: members are older, and the price has two humps and depends on who buys.

# %%
rng = np.random.default_rng(0)
age = rng.integers(18, 80, count)
member = rng.random(count) < age / 100
price = np.where(member, rng.normal(40, 3, count), rng.normal(60, 8, count)).round(2)
frame = pd.DataFrame({"age": age, "member": np.where(member, "yes", "no"), "price": price})
frame.loc[rng.random(count) < 0.05, "price"] = np.nan
train, held_out = frame[: count * 3 // 4], frame[count * 3 // 4 :]

# %%
gan = kerasgan.tables.build_gan(train)
print(gan.columns)

# %%
history = kerasgan.fit_gan(gan, train, steps=steps, batch_size=256, seed=0, verbose=0)
made = gan.sample(len(held_out), seed=0)
print(made.head())

# %% [markdown]
# How good is it? Both figures are 1 at best; beside them the same figures of the training rows against rows held out,
# which is what is within reach.

# %%
for name in ("table_shape", "table_trend"):
    figure = kerasgan.metrics.get(name)
    print(name, f"{figure(held_out, made):.3f}, training rows {figure(held_out, train):.3f}")
kerasgan.plots.plot_columns(held_out, made, "columns.png")

# %% [markdown]
# Ask for rows. What comes out fulfils all that is asked for.

# %%
print(gan.sample(5, where={"member": "yes", "age": (30, 40)}, seed=0))

# %% [markdown]
# The zoo's `adult` was trained on a census table of 15 columns.

# %%
adult = kerasgan.zoo.load("adult")
print(adult.sample(4, where={"income": ">50K"}, seed=0).iloc[:, :8])

# %%
gan.save("table.keras")
