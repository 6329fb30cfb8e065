"""As ``tests.faults.checked_app``, with a record of replies that is full after some minutes instead of hours."""

from tests.faults.checked_app import main

MOST_RECORD_BYTES = 1 << 20

if __name__ == "__main__":
    main(MOST_RECORD_BYTES)
