"""What runs in the confined child process: parsers of foreign formats, and nothing else of testban.

The child imports this folder as a package of its own, so its modules import each other relatively, and
neither pydantic nor any other room comes with them. The parent shares `frames` with it, and no more.
"""
