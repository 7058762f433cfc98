"""What the dataset is written as besides CSV: an Excel workbook, and the codebook as a page."""
