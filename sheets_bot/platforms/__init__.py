"""
The outside world, one file each: from a platform's answers to our Records.

Never decides what a Record means (that is `domain/`) and never sees a sheet.
"""
