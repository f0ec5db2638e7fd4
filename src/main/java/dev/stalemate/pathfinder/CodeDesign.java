package dev.stalemate.pathfinder;

import dev.stalemate.model.Design;

/** A design that only code has: the model has no part or no step for what is different. */
record CodeDesign(String name, String says) implements Design {}
