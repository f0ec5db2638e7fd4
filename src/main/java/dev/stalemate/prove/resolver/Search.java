package dev.stalemate.prove.resolver;

record Search() {}
