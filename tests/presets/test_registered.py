"""Whatever a saved GAN can hold is known to Keras as soon as something reads one."""

import ast
import pathlib
import subprocess
import sys

import pytest

import kerasgan
from kerasgan import zoo
from kerasgan.presets import contents as registered

SOURCE = pathlib.Path(kerasgan.__file__).parent
DECORATOR = "keras.saving.register_keras_serializable"


def ours():
    """Yields the name of each class and function in the package that is decorated to be saved."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for decorator in getattr(node, "decorator_list", []):
                if ast.unparse(decorator).startswith(DECORATOR):
                    yield f"kerasgan>{node.name}"


def run(script, *arguments):
    """Runs a script in a process of its own and returns what it wrote."""
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_package_has_more_than_thirty_such_objects():
    assert len(list(ours())) > 30


# As the command `kerasgan`, under whose name the package waits with its imports, and as a library.
@pytest.mark.parametrize(
    "program, imports",
    [
        pytest.param("kerasgan", "from kerasgan.presets import contents; contents.register()", marks=pytest.mark.full),
        pytest.param("script", "import kerasgan", marks=pytest.mark.full),
    ],
)
def test_a_new_process_knows_them_all(program, imports):
    script = f"import sys; sys.argv[0] = {program!r}; {imports}; import keras\n"
    script += "print([name for name in sys.argv[1:] if keras.saving.get_registered_object(name) is None])"

    assert run(script, *ours()).splitlines()[-1] == "[]"


@pytest.mark.full
def test_the_command_loads_every_entry_of_the_zoo():
    script = "import sys; sys.argv[0] = 'kerasgan'\nfrom kerasgan.presets import trained\n"
    script += "for name in sys.argv[1:]: trained.load(name)\nprint('all', len(sys.argv) - 1)"

    assert run(script, *zoo.names()).splitlines()[-1] == f"all {len(zoo.names())}"


def test_find():
    assert registered.find("kerasgan>R1") is kerasgan.terms.R1
    assert registered.find("kerasgan>Nothing") is None
