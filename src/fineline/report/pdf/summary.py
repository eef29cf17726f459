"""Soon."""

def summary_pdf() -> None: ...

