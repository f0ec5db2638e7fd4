package dev.stalemate.model;

import java.util.function.LongPredicate;

/**
 * An array of addresses that a model was built with. A proof takes each element for any address that is legal: the model must read them from
 * this array whenever it needs one, and nothing else that is built may depend on them.
 *
 * @param name tells it from others of its model
 * @param values the array itself, not a copy: by it the code's accesses are recognized
 * @param legal whether an address may be one of them
 * @param different whether no two of them can be equal
 */
@SuppressWarnings("ArrayRecordComponent") // the array itself is what it is about
public record AnyAddresses(String name, long[] values, LongPredicate legal, boolean different) {}
