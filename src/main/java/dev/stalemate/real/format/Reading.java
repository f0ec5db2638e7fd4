package dev.stalemate.real.format;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one recording states of one processor, or of several that are alike.
 *
 * @param title what it is, for people
 * @param line its first line, from 1
 * @param enabled IA32_MTRR_DEF_TYPE.E, null where not stated
 * @param fixedEnabled IA32_MTRR_DEF_TYPE.FE, null where not stated
 * @param defaultType its type, null where not stated
 * @param fields the fixed ranges' types by {@link FixedRanges} field; what is not stated has no entry
 * @param sets every statement of the variable ranges, the earliest first
 * @param width a statement of MAXPHYADDR, null if there is none
 * @param registersWhole whether masks are shown as the registers hold them, so that their highest bit is MAXPHYADDR's
 * @param tom2 AMD's TOP_MEM2 where it forces WB from 4 GiB to there
 * @param tom2Unknown whether there is such a limit that could not be read
 * @param pat PA0 to PA7, or nothing
 * @param ranges what the program itself says of addresses
 * @param remarks what else to tell
 */
public record Reading(
        String title,
        int line,
        @Nullable Boolean enabled,
        @Nullable Boolean fixedEnabled,
        @Nullable MemType defaultType,
        ImmutableMap<Integer, MemType> fields,
        ImmutableList<PairSet> sets,
        @Nullable Width width,
        boolean registersWhole,
        OptionalLong tom2,
        boolean tom2Unknown,
        ImmutableList<MemType> pat,
        ImmutableList<StatedRange> ranges,
        ImmutableList<Remark> remarks) {

    /** An enabled pair of variable-range registers: address bits only, the mask is not 0. */
    public record Pair(int line, int slot, long base, long mask, MemType type) {}

    /**
     * The enabled pairs as one part of a recording states them.
     *
     * @param missing whether there may be others
     */
    public record PairSet(String name, int line, ImmutableList<Pair> pairs, boolean missing) {}

    /**
     * MAXPHYADDR, 32 to 52 bits.
     *
     * @param source what states it, for people
     */
    public record Width(int line, int bits, String source) {
        /** Whether a processor can have so many bits. */
        public static boolean possible(long bits) {
            return bits >= 32 && bits <= 52;
        }
    }

    /**
     * A type that the program gives addresses, by its own rules.
     *
     * @param end the address after the last
     * @param ram whether the program takes it for RAM
     */
    public record StatedRange(int line, long start, long end, MemType type, boolean ram) {}

    /** What a remark is about. */
    public enum Topic {
        /** The recording lacks something, or it could not be read. */
        PROBLEM,
        /** Processors hold different registers. */
        CPUS_DIFFER,
        /** The firmware could not set what it wanted. */
        FIRMWARE,
        /** System-management range registers: their range is UC outside SMM (SDM 11.11.2.4). */
        SMRR
    }

    /** One sentence without a full stop; {@code start} and {@code end} (exclusive) are equal where it is about no addresses. */
    public record Remark(Topic topic, int line, long start, long end, String text) {}

    /** A reading in the making; as it stands, one that says nothing. */
    static final class Builder {
        private final Map<Integer, MemType> fields = new TreeMap<>();
        private final List<PairSet> sets = new ArrayList<>();
        private final List<StatedRange> ranges = new ArrayList<>();
        private final List<Remark> remarks = new ArrayList<>();
        String title = "";
        int line;

        @Nullable
        Boolean enabled;

        @Nullable
        Boolean fixedEnabled;

        @Nullable
        MemType defaultType;

        @Nullable
        Width width;

        boolean registersWhole;
        OptionalLong tom2 = OptionalLong.empty();
        boolean tom2Unknown;
        ImmutableList<MemType> pat = ImmutableList.of();

        void field(int field, MemType type) {
            fields.put(field, type);
        }

        void set(PairSet set) {
            sets.add(set);
        }

        void range(StatedRange range) {
            ranges.add(range);
        }

        void remark(Remark remark) {
            remarks.add(remark);
        }

        void remark(Topic topic, int at, String text) {
            remarks.add(new Remark(topic, at, 0, 0, text));
        }

        void remark(Topic topic, int at, long start, long end, String text) {
            remarks.add(new Remark(topic, at, start, end, text));
        }

        void problem(int at, String text) {
            remark(Topic.PROBLEM, at, text);
        }

        Reading build() {
            return new Reading(
                    title,
                    line,
                    enabled,
                    fixedEnabled,
                    defaultType,
                    ImmutableMap.copyOf(fields),
                    ImmutableList.copyOf(sets),
                    width,
                    registersWhole,
                    tom2,
                    tom2Unknown,
                    pat,
                    ImmutableList.copyOf(ranges),
                    ImmutableList.copyOf(remarks));
        }
    }
}
