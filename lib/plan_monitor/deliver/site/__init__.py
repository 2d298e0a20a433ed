"""The site for the public: one static folder with all periods, indicators and agencies."""
