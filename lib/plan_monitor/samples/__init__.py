"""The demo workspace's sample submissions: a generator that fills the real form."""
