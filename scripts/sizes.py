"""Lists source files over 500 lines and functions over 80: places to look, not errors."""

from __future__ import annotations

import ast
from pathlib import Path

FILE_LINES, FUNCTION_LINES = 500, 80


def main() -> None:
    for file in sorted(Path(__file__).parent.parent.glob("src/**/*.py")):
        source = file.read_text("utf-8")
        name, lines = file.relative_to(Path(__file__).parent.parent), source.count("\n")
        if lines > FILE_LINES:
            print(f"{lines:5}  {name}")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    print(f"{length:5}  {name}:{node.lineno} {node.name}")


if __name__ == "__main__":
    main()
