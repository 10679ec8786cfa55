"""The colours of the course's figures and pages, which differ for the colour-blind, too (Okabe and Ito, 2008)."""
BLUE, GREEN, VERMILLION = "#0072B2", "#009E73", "#D55E00"
ORANGE = "#C58700"  # darker than theirs, which is 2.2 : 1 on white; every line is 3 : 1 at least, on a dark page, too
GREY, PANEL = "#6B7280", "#F3F4F6"
INK = "#797979"  # of pictures that cannot know the page behind them: 4.3 : 1 on white, and on the #111111 of dark pages
PAGES = {"light": ("#1F2937", "#FFFFFF"), "dark": ("#E5E7EB", "#111111")}  # ink and ground of those that know it
LINES = [(BLUE, "-", "o"), (VERMILLION, "--", "s"), (GREEN, "-.", "^"), (ORANGE, ":", "D"), (INK, "-", "x"),
         (GREY, "--", "v")]
