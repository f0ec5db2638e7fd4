package dev.stalemate.prove.execute;

/** What a local variable, a field or an argument has while code is executed over terms: a {@link Word} or a {@link Ref}. */
public sealed interface Value permits Word, Ref {}
