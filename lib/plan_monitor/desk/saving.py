"""How the lab saves a notebook: without what its cells showed."""

from typing import Any


def strip_outputs(model: dict[str, Any], **_: Any) -> None:
    """Take outputs, counters and widgets out of a notebook that the lab is about to save.

    What was only run and looked at stays the file that it was, to the byte: no report is made again
    for it, and no figure comes into the notebooks' history. `model` is the contents manager's.
    """
    notebook = model.get("content")
    if model.get("type") != "notebook" or not isinstance(notebook, dict):
        return
    notebook["metadata"].pop("widgets", None)
    language = notebook["metadata"].get("language_info", {})
    notebook["metadata"]["language_info"] = {"name": language.get("name", "python")}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
