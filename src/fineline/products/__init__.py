"""What the commands make: a result, its files and the record of the run, all from one request.

The Python interface hands out the results, the command line the files; both come from here.
"""
