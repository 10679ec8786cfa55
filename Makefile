# What developers and instructors make: make help. Learners need none of it: README.md has their line of pip.
PYTHON ?= python3
DIR ?= my_course
LAB_ARGS ?=
# make lab LANGUAGE=zh_CN: a folder of translations/. A variable of the shell's with this name means something else.
SPOKEN := $(if $(filter command,$(origin LANGUAGE)),$(LANGUAGE))
PACK := $(if $(SPOKEN),$(wildcard requirements-$(SPOKEN).txt))
DEMO ?= grading_demo
TEST_ARGS ?=
LOCK ?=  # a file of pins to keep to, as CI does: LOCK=requirements-lock.txt
MATRIX_ARGS ?=
VERSIONS_ARGS ?=
BENCH_ARGS ?=

# Two environments: a learner's holds nothing of the instructor's, whose tools would show in every JupyterLab of it.
BIN := .venv/bin
INSTALLED := .venv/installed
FULL := .venv-full/bin
GRADING := .venv-full/grading
TESTING := .venv-full/testing
INSTALL := -m pip install --quiet $(if $(LOCK),--constraint "$(LOCK)")
AS_ROOT := $(filter 0,$(shell id -u))

.PHONY: help lab start wheel test torch test-browser matrix versions notebooks translations site figures data bench \
    grading grading-demo jail lock

help:  ## list what can be made
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 20

lab: $(INSTALLED) $(addprefix .venv/,$(PACK))  ## open JupyterLab with your exercises; LANGUAGE=zh_CN; LAB_ARGS="--no-browser --port 8899" adds arguments
	@test ! -d my_course -o -e my_course/00_start.ipynb || $(BIN)/dnn-course update my_course
	$(BIN)/dnn-course lab my_course $(if $(SPOKEN),--language "$(SPOKEN)") -- $(LAB_ARGS)

start: $(INSTALLED)  ## make a learner's folder; DIR=my_course LANGUAGE=zh_CN
	@$(BIN)/dnn-course start "$(DIR)" $(if $(SPOKEN),--language "$(SPOKEN)")

wheel: $(TESTING)  ## build the wheel and the sdist into dist/: what people without this checkout install
	$(FULL)/python -m build --no-isolation --outdir dist

test: $(TESTING)  ## run every test and compare every notebook; TEST_ARGS adds arguments of pytest
	$(FULL)/python -m pytest $(TEST_ARGS)

torch: $(GRADING)  ## install PyTorch beside the tests, so that lesson 10 is compared with it and not with what it stored
	$(FULL)/python $(INSTALL) -r requirements-torch.txt

test-browser: $(TESTING) $(INSTALLED)  ## run the lessons in headless Chromium, and axe-core on them (installs Debian's chromium)
	@command -v chromium > /dev/null || { $(if $(AS_ROOT),,sudo) apt-get update && \
	    $(if $(AS_ROOT),,sudo) env DEBIAN_FRONTEND=noninteractive apt-get install --yes chromium; }
	LEARNER_PYTHON="$(CURDIR)/$(BIN)/python" $(FULL)/python -m pytest --numprocesses=0 -m browser tests $(TEST_ARGS)

matrix: $(TESTING)  ## compare every notebook under 1, 2 and 8 BLAS threads with each of three kernels (half an hour)
	$(FULL)/python tests/matrix.py $(MATRIX_ARGS)

versions: $(TESTING)  ## try the wheel with the lowest and newest packages, under every Python here (half an hour)
	$(FULL)/python $(INSTALL) uv
	$(FULL)/python tests/versions.py $(VERSIONS_ARGS)

notebooks: $(TESTING)  ## run the lessons in place and store their outputs
	$(FULL)/python notebooks/execute.py

translations: $(TESTING)  ## bring the catalogues in translations/ up to date, and say what is missing or stale
	$(FULL)/python -m dnn_course.translation.catalogues

site: $(INSTALLED)  ## write the lessons as a site of static pages into site/, with a search, for reading or for a host
	@$(BIN)/python -m dnn_course.learner.site site

figures: $(TESTING)  ## draw the lesson figures again
	$(FULL)/python images/make_figures.py

data: $(TESTING)  ## draw the drawn data set and images/my_image.jpg again
	$(FULL)/python datasets/draw.py

bench:  ## measure the fast trainer beside PyTorch, JAX and scikit-learn (20 minutes); BENCH_ARGS=--busy: only busy cores
	@$(new_enough)
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet -r requirements.txt -r benchmarks/requirements.txt -e .
	.venv-bench/bin/python benchmarks/bench.py $(BENCH_ARGS)
	.venv-bench/bin/python benchmarks/extensions.py

grading: jail $(GRADING)  ## install the instructor's extra, and Debian's bubblewrap for the jail; see dnn_course/grading/README.md
	@$(FULL)/python -c 'from dnn_course.grading.outside.jail import describe_tier; print(describe_tier())'

grading-demo: jail $(GRADING)  ## make a course folder with thirty submissions and grade it; DEMO=grading_demo
	$(FULL)/python -m dnn_course.grading.demo "$(DEMO)"

jail:
	@command -v bwrap > /dev/null || { $(if $(AS_ROOT),,sudo) apt-get update && \
	    $(if $(AS_ROOT),,sudo) env DEBIAN_FRONTEND=noninteractive apt-get install --yes bubblewrap libseccomp2; }

lock: $(TESTING) torch  ## write what .venv-full holds, with all that its packages need, into requirements-lock.txt
	@$(FULL)/python -m pip freeze --all --exclude pip --exclude-editable | sed 's/+cpu$$//' > requirements-lock.txt.new
	@{ echo "# What CI proves, package by package, with Python 3.11 on Linux; made by make lock."; \
	    cat requirements-lock.txt.new; } > requirements-lock.txt; rm requirements-lock.txt.new

$(TESTING): $(GRADING) requirements-test.txt
	$(FULL)/python $(INSTALL) -r requirements-test.txt -e .
	@touch $@

$(GRADING): requirements.txt requirements-grading.txt pyproject.toml
	@$(new_enough)
	$(PYTHON) -m venv .venv-full
	@echo "Installing the course and the instructor's tools into .venv-full, a few minutes at most ..."
	$(FULL)/python $(INSTALL) -r requirements-grading.txt -e .
	@touch $@

$(INSTALLED): requirements.txt pyproject.toml
	@$(new_enough)
	$(PYTHON) -m venv --clear .venv  # empty, so that nothing stays of what an older list held
	@echo "Installing the course into .venv, a few minutes at most ..."
	$(BIN)/python $(INSTALL) -r requirements.txt -e .
	@touch $@

.venv/requirements-%.txt: requirements-%.txt $(INSTALLED)
	$(BIN)/python $(INSTALL) -r $<
	@touch $@

define new_enough
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
    echo "This course needs Python 3.11 or newer, and '$(PYTHON)' is not:" \
         "name one that is, as in make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
endef
