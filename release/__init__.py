"""What a release needs beside the program: exact packages with their hashes, and the licences of all that it brings."""
