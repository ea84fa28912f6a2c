#!/usr/bin/env bash
# Runs a hollow node, and again whenever it has ended: its fake of a container runtime is not made for two containers that begin in the same moment, and ends with "concurrent map writes" once in a while.
# What it said to run it says to run again. Ended by cluster-down.sh.
# usage: hollow-node.sh COMMAND …
while true; do
  "$@"
  sleep 0.2
done
