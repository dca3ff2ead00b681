#!/usr/bin/env -S node --max-semi-space-size=64
// A file of its own, because npm links commands before anything is built. Rows wait in memory for their
// insert: with more room for young objects they are copied less often, and a tenth more events go through.
import "../dist/main.js";
