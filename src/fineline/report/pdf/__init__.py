"""The briefing as PDF: the page set in type, and a summary of two pages, both PDF/UA-1 and both from one structure."""

from fineline.report.pdf.full import briefing_pdf
from fineline.report.pdf.summary import summary_pdf

__all__ = ["briefing_pdf", "summary_pdf"]
