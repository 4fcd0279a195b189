"""Pictures in a notebook: each shown once, below the cell that made it, as pyplot's are."""

import importlib
import sys
import threading

_WAITING = []  # figures of the cell in progress that nobody has shown yet


def shell():
    """Returns the IPython shell of a notebook, `None` anywhere else; it imports nothing."""
    ipython = sys.modules.get("IPython")
    found = ipython.get_ipython() if ipython else None
    return found if getattr(found, "kernel", None) is not None else None


def screen():
    """Returns the module with which IPython shows things."""
    return importlib.import_module("IPython.display")


def wait(figure):
    """Has a figure shown at the end of the cell in progress, unless it is shown before."""
    notebook = shell()
    if notebook is None or threading.current_thread() is not threading.main_thread():
        return
    if not _WAITING:
        notebook.events.register("post_execute", at_end_of_cell)
    _WAITING.append(figure)


def at_end_of_cell():
    """Shows what waits, in the order in which it was made."""
    shell().events.unregister("post_execute", at_end_of_cell)
    show_waiting()


def show_waiting(before=None):
    """Shows the figures that wait, or those made before the figure `before`, which its caller shows."""
    waiting, _WAITING[:] = list(_WAITING), []
    if before is not None and any(one is before for one in waiting):
        place = next(number for number, one in enumerate(waiting) if one is before)
        waiting, _WAITING[:] = waiting[:place], waiting[place + 1 :]
    for figure in waiting:
        screen().display(figure)


class Place:
    """A place below a cell for a picture that is renewed, such as that of a callback; outside a notebook nothing."""

    def __init__(self):
        self._handle = None

    def show(self, png):
        """Shows a picture, the bytes of a PNG file, in place of the last one."""
        if shell() is None:
            return
        picture = screen().Image(data=png, format="png")
        if self._handle is None:
            self._handle = screen().display(picture, display_id=True)
        else:
            self._handle.update(picture)
