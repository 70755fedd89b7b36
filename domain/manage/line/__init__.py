"""What the lines of staff are made of: words of seven languages, clocks, dates and prices.

Every token of a line belongs to something that was understood, or the line is asked about.
"""
