"""Markup in the output, in the message and in the keys of what is returned."""
from IPython.display import HTML, Javascript, display

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><style>*{display:none}</style>"
display(HTML(MARKUP), Javascript("alert(1)"))
print(MARKUP)


def linear_forward(A, W, b):
    if A.shape[1] == 1:
        return {MARKUP: MARKUP}, MARKUP
    raise ValueError(MARKUP)
