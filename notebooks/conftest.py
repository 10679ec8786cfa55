"""For nbval: the kernels run without progress bars, as when the outputs were stored (notebooks/execute.py)."""
import os

os.environ["TQDM_DISABLE"] = "1"
