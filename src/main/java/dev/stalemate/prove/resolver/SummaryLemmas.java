package dev.stalemate.prove.resolver;

/** That the terms of {@link LookUps} are what the program's code gives. */
final class SummaryLemmas {
    private SummaryLemmas() {}
}
