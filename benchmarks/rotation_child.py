"""One run of the planner for a measurement: a rotation case on standard input, the result out."""

import json
import sys

from app.exchange.rotation_files import read_rotation_document
from app.services.rotation_cases import repaired, solved

ANSWERS = {"solve": solved, "repair": repaired}


def main() -> None:
    """Answer what is asked (`solve`, `repair`) as one line."""
    file = read_rotation_document(json.load(sys.stdin))
    document, _ = ANSWERS[sys.argv[1]](file)
    print(json.dumps(document), flush=True)


if __name__ == "__main__":
    main()
