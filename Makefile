# What can be made: make help. On Windows, use the pip lines of README.md.
PYTHON ?= python3
DIR ?= my_course
LAB_ARGS ?=
DEMO ?= grading_demo
TEST_ARGS ?=
MATRIX_ARGS ?=
BENCH_ARGS ?=

BIN := .venv/bin
INSTALLED := .venv/installed
GRADING := .venv/grading
AS_ROOT := $(filter 0,$(shell id -u))

.PHONY: help lab start test test-browser matrix notebooks html figures data bench grading grading-demo

help:  ## list what can be made
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 20

lab: $(INSTALLED)  ## open JupyterLab with your exercises; LAB_ARGS="--no-browser --port 8899" adds arguments
	@test -e my_course || $(BIN)/dnn-course start my_course
	@test -e my_course/00_start.ipynb || $(BIN)/dnn-course update my_course
	$(BIN)/jupyter lab --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/my_course/00_start.ipynb \
	    $(if $(AS_ROOT),--allow-root) $(LAB_ARGS)

start: $(INSTALLED)  ## make a learner's folder; DIR=my_course
	@$(BIN)/dnn-course start "$(DIR)"

test: $(INSTALLED)  ## run every test and compare every notebook; TEST_ARGS adds arguments of pytest
	$(BIN)/python -m pytest $(TEST_ARGS)

test-browser: $(INSTALLED)  ## run the lessons in headless Chromium, and axe-core on them (installs Debian's chromium)
	@command -v chromium > /dev/null || { $(if $(AS_ROOT),,sudo) apt-get update && \
	    $(if $(AS_ROOT),,sudo) env DEBIAN_FRONTEND=noninteractive apt-get install --yes chromium; }
	$(BIN)/python -m pytest --numprocesses=0 -m browser tests $(TEST_ARGS)

matrix: $(INSTALLED)  ## compare every notebook under 1, 2 and 8 BLAS threads with each of three kernels (half an hour)
	$(BIN)/python tests/matrix.py $(MATRIX_ARGS)

notebooks: $(INSTALLED)  ## run the lessons in place and store their outputs
	$(BIN)/python notebooks/execute.py

html: $(INSTALLED)  ## write the lessons as HTML pages into html/, for reading without JupyterLab
	@mkdir -p html
	@$(BIN)/dnn-course export --to html notebooks/*.ipynb

figures: $(INSTALLED)  ## draw the lesson figures again
	$(BIN)/python images/make_figures.py

data: $(INSTALLED)  ## draw the drawn data set and images/my_image.jpg again
	$(BIN)/python datasets/draw.py

bench: $(INSTALLED)  ## measure the fast trainer beside PyTorch, JAX and scikit-learn (20 minutes); BENCH_ARGS=--busy: only busy cores
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet -r requirements.txt -r benchmarks/requirements.txt -e .
	.venv-bench/bin/python benchmarks/bench.py $(BENCH_ARGS)

grading: $(GRADING)  ## install the instructor's extra, and Debian's bubblewrap for the jail; see dnn_course/grading/README.md
	@$(BIN)/python -c 'from dnn_course.grading.outside.jail import describe_tier; print(describe_tier())'

grading-demo: $(GRADING)  ## make a course folder with thirty submissions and grade it; DEMO=grading_demo
	$(BIN)/python -m dnn_course.grading.demo "$(DEMO)"

$(GRADING): $(INSTALLED) requirements-grading.txt
	@command -v bwrap > /dev/null || { $(if $(AS_ROOT),,sudo) apt-get update && \
	    $(if $(AS_ROOT),,sudo) env DEBIAN_FRONTEND=noninteractive apt-get install --yes bubblewrap libseccomp2; }
	$(BIN)/python -m pip install --quiet -r requirements-grading.txt -e .
	@touch $@

$(INSTALLED): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "This course needs Python 3.11 or newer, and '$(PYTHON)' is not:" \
	         "name one that is, as in make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@echo "Installing the course into .venv, a few minutes at most ..."
	$(BIN)/python -m pip install --quiet -r requirements.txt -e .
	@$(BIN)/jupyter labextension disable @jupyterlab/apputils-extension:announcements 2> /dev/null  # no news, no popup
	@touch $@
