"""The colours of the course's figures and pages, which differ for the colour-blind, too (Okabe and Ito, 2008)."""
BLUE, ORANGE, GREEN, VERMILLION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
GREY, INK, PANEL = "#6B7280", "#1F2937", "#F3F4F6"
LINES = [(BLUE, "-", "o"), (VERMILLION, "--", "s"), (GREEN, "-.", "^"), (ORANGE, ":", "D"), (INK, "-", "x"),
         (GREY, "--", "v")]
