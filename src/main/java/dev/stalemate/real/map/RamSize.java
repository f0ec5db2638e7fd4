package dev.stalemate.real.map;

import com.google.common.collect.ImmutableRangeMap;
import com.google.common.collect.Range;
import java.util.Map;

/**
 * How much RAM a file states.
 *
 * @param all in bytes
 * @param unknown how many bytes of it have a type that is not known
 */
record RamSize(long all, long unknown) {
    static RamSize of(ImmutableRangeMap<Long, Integer> ram, ImmutableRangeMap<Long, MapType> map) {
        long all = 0;
        long unknown = 0;
        for (Range<Long> stretch : ram.asMapOfRanges().keySet()) {
            all += Addresses.bytes(stretch);
            for (Map.Entry<Range<Long>, MapType> part :
                    map.subRangeMap(stretch).asMapOfRanges().entrySet()) {
                unknown += part.getValue() == MapType.UNKNOWN ? Addresses.bytes(part.getKey()) : 0;
            }
        }
        return new RamSize(all, unknown);
    }
}
