"""Published files of three trades, every row of which says what happened to it: does the engine find that out?"""
