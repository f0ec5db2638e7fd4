package dev.stalemate.prove.execute;

/**
 * What an interpreter is made of.
 *
 * @param files the code
 * @param arithmetic what instructions make of terms
 * @param merge what becomes of ways that meet
 * @param stores what fields and arrays have
 * @param faults where exceptions are told
 * @param summaries methods that are not gone into
 */
record Parts(
        ClassFiles files, Arithmetic arithmetic, Merge merge, Stores stores, FaultLog faults, Summaries summaries) {}
