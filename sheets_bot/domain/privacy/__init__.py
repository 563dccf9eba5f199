"""Personal data in the tabs: when it expires, how one person is forgotten, and that both last."""
