"""The product beside other ways of running the same model: NumPy, numba, C, PySD, EMA Workbench and BPTK-Py."""
