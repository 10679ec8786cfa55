"""For nbval: the kernels run as when the outputs were stored (notebooks/execute.py): without progress bars, and in the
language of their folder."""
import os

os.environ["TQDM_DISABLE"] = "1"
os.environ.pop("DNN_LANGUAGE", None)
