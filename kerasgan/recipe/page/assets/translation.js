"use strict";
// From picture to picture: one is drawn, dropped or chosen, the other follows.

const titleOf = ({ name }) => (name === "condition" ? "Given" : name[0].toUpperCase() + name.slice(1));

const shownAs = (label, [height, width]) => make("canvas", { class: "large", role: "img", "aria-label": label, height, width });
const figureOf = (title, canvas) => make("figure", {}, make("figcaption", {}, title), canvas);

// Small pictures to begin with: `load(number)` shows one.
const startingPoints = (title, pictures, shape, load) => pictures.length ? [make("h3", {}, title), make("div", { class: "examples" },
  ...pictures.map((pixels, number) => {
    const canvas = make("canvas");
    paint(canvas, pixels, shape);
    return make("button", { type: "button", class: "tile", "aria-label": `Example ${number + 1}`, click: () => load(number) }, canvas);
  }))] : [];

const panelOfTranslation = (gan, place) => {
  const player = new Player(gan.generator), mask = gan.conditions.find((one) => one.name === "mask" && gan.conditions.length === 2);
  const taken = gan.conditions.filter((one) => one !== mask), examples = gan.examples.map((example) => taken.map((one) => fromBase64(example[one.name])));
  const drawings = taken.map((about, i) => {
    const blank = blankOf(examples.map((parts) => parts[i]), about.shape);
    return new Drawing({ ...about, title: titleOf(about), called: taken.length > 1 && titleOf(about) }, blank, Boolean(mask), () => draw());
  });
  const result = shownAs("What the generator makes of it", gan.shape);
  const draw = latest(async () => {
    const given = {}, shapes = {};
    drawings.forEach((one) => {
      given[one.about.name] = fromPixels(one.pixels(), one.about.range);
      shapes[one.about.name] = one.about.shape;
      if (mask) given[mask.name] = fromPixels(one.hole.map((inside) => 255 * inside), mask.range);
    });
    if (gan.latent) given.z = controls.z(1);
    const { data, shape } = await player.play(given, 1, shapes);
    paint(result, toPixels(data, gan.range), shape.slice(1));
  });
  const controls = gan.latent ? new Controls(gan, draw) : null;
  const load = (number) => drawings.forEach((one, i) => one.load(examples[number][i], mask ? fromBase64(gan.examples[number][mask.name]) : null));
  place.append(
    make("div", { class: "pair" }, ...drawings.map((one) => one.figure), figureOf("Made", result)),
    ...drawings.map((one) => one.tools),
    ...startingPoints("Examples, not seen in training", examples.map(([first]) => first), taken[0].shape, load),
    ...(controls ? [controls.row] : []));
  if (examples.length) load(0);
  return draw();
};

// Between two sets, either way, and back again.
const panelOfCycle = (gan, place) => {
  const players = gan.ways.map((way) => new Player(way.generator));
  const panels = gan.ways.map((way, number) => {
    const { given, examples } = way, pictures = examples.map(fromBase64), back = gan.ways[1 - number];
    const drawing = new Drawing({ ...given, title: `Given, of set ${given.name}` }, blankOf(pictures, given.shape), false, () => draw());
    const [there, again] = [shownAs(`What becomes of it in set ${way.to}`, back.given.shape), shownAs(`What becomes of that back in set ${given.name}`, given.shape)];
    const draw = latest(async () => {
      const first = await players[number].play({ [given.name]: fromPixels(drawing.pixels(), given.range) }, 1, { [given.name]: given.shape });
      paint(there, toPixels(first.data, way.range), first.shape.slice(1));
      const second = await players[1 - number].play({ [way.to]: first.data }, 1, { [way.to]: first.shape.slice(1) });
      paint(again, toPixels(second.data, back.range), second.shape.slice(1));
    });
    place.append(
      make("h3", {}, `From set ${given.name} to set ${way.to}`),
      make("div", { class: "pair three" }, drawing.figure, figureOf(`Made, for set ${way.to}`, there), figureOf(`Back in set ${given.name}`, again)),
      drawing.tools,
      ...startingPoints(`Pictures of set ${given.name}`, pictures, given.shape, (one) => drawing.load(pictures[one], null)));
    if (pictures.length) drawing.load(pictures[0], null);
    else if (drawing.channels === 3) drawing.drawn(drawnFace);
    return draw();
  });
  return Promise.all(panels);
};

// A face, to begin with something where the page has no pictures.
const drawnFace = (context) => {
  const { width, height } = context.canvas, size = Math.min(width, height) / 2;
  const disc = (x, y, radius, fill) => { context.fillStyle = fill; context.beginPath(); context.ellipse(width / 2 + x * size, height / 2 + y * size, radius * size, radius * size, 0, 0, 7); context.fill(); };
  disc(0, 0, 0.9, "#ffcc33");
  for (const side of [-0.3, 0.3]) disc(side, -0.2, 0.12, "#5b3a00");
  context.strokeStyle = "#5b3a00";
  context.lineWidth = 0.1 * size;
  context.lineCap = "round";
  context.beginPath();
  context.arc(width / 2, height / 2 + 0.05 * size, 0.5 * size, 0.5, Math.PI - 0.5);
  context.stroke();
};
