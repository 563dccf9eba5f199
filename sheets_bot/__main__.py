"""`python -m sheets_bot` is the same as `sheets-bot`."""

from sheets_bot.cli import main

if __name__ == "__main__":
    main()
