# Every command of this project. `make help` lists them.
SHELL := /bin/bash
JAVA_HOME := $(shell bin/find-jdk)
ifeq ($(JAVA_HOME),)
$(error no JDK 25: see the line above)
endif
export JAVA_HOME
MVN := mvn -B -ntp
JAR := server/target/ingestlayer.jar
SOURCES := pom.xml server/pom.xml testkit/pom.xml $(shell find server/src/main testkit/src/main -type f 2>/dev/null)

.PHONY: help run build test ci e2e demo bench sdk format clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(JAR) ## build what is missing and serve on 127.0.0.1:8080
	@bin/ingestlayer serve

build: $(JAR) ## the jar, without tests

$(JAR): $(SOURCES)
	$(MVN) -q -pl server -am package -Dmaven.test.skip=true
	@touch $@

test: ## unit, contract, architecture and real-PostgreSQL tests
	$(MVN) -pl testkit,server verify

e2e: $(JAR) ## starts the packed jar as a user would, kills it, counts
	$(MVN) -pl testkit,e2e test -Dtest='io.ingestlayer.e2e.**' -Dsurefire.failIfNoSpecifiedTests=false

sdk: ## build and test the TypeScript SDK
	cd sdk/typescript && npm ci --no-audit --no-fund --silent && npm test

demo: $(JAR) ## both stories on this machine, no account anywhere; ends by itself (ARGS=--keep stays up)
	@bin/ingestlayer demo $(ARGS)

bench: ## measures against baselines of the same minute and writes bench/RESULTS.md (ARGS=--quick: briefly, writes nothing)
	$(MVN) -q -pl bench -am package -Dmaven.test.skip=true
	@bench/run $(ARGS)

format: ## formats all Java
	$(MVN) -q spotless:apply

ci: ## everything that CI runs
	.ci/stages

clean: ## removes what was built, not ./data
	$(MVN) -q clean
	rm -rf sdk/typescript/dist sdk/typescript/node_modules
