"""The strings of a content file."""


def leaves(said, path):
    """Every string by its dotted name."""
    if isinstance(said, str):
        yield path, said
    elif isinstance(said, dict | list):
        for key, value in said.items() if isinstance(said, dict) else enumerate(said):
            yield from leaves(value, f"{path}.{key}")
