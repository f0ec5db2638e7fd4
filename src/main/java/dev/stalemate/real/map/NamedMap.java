package dev.stalemate.real.map;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableRangeMap;

/**
 * A map of memory types and where in the file it comes from.
 *
 * @param name which registers it follows from, for people
 * @param line the line of the file that these start on, from 1
 * @param variable the enabled variable ranges that it follows from by slot, masks cut to MAXPHYADDR; none for
 *     {@link #LINUX}
 * @param complete whether these are known to be all
 * @param map the type of every address, as {@link MtrrReport#map} has it
 */
public record NamedMap(
        String name,
        int line,
        ImmutableList<VariableRange> variable,
        boolean complete,
        ImmutableRangeMap<Long, MapType> map) {
    /** The name of the map that Linux itself prints since 6.5 (mtrr=debug). */
    public static final String LINUX = "Linux's own map";
}
