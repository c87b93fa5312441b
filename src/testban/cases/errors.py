"""What can be wrong with a case."""

from testban.model import BadInputError


class CaseError(BadInputError):
    """A case that does not exist or whose files cannot be used; the message names the file and the field."""
