package dev.stalemate.paging;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.memtype.RegisterNotation;
import dev.stalemate.model.SeesAddresses;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which values which MSRs can have in a scope.
 *
 * @param kind how the values are given
 * @param values for LISTED, the values of each MSR
 */
public record MsrValues(Kind kind, SortedMap<Integer, long[]> values) {
    /** The bits of addresses in scopes that don't say another number. */
    private static final int MAXPHYADDR = 36;

    private static final long UC_EVERYWHERE = 0;
    private static final long WB_EVERYWHERE = 0x0606060606060606L;
    private static final int MOST_VALUES = 64;

    /** How the values of a scope's MSRs are given. */
    public enum Kind {
        NONE,
        LISTED,
        /** The enable bits, and each frame's fixed-range MTRR. */
        FRAMES,
        /** Anything that WRMSR accepts. */
        WIDE
    }

    /** Reads {@code none}, {@code frames}, {@code wide} or {@code MSR:VALUE/VALUE+MSR:VALUE}, all hex. */
    public static MsrValues parse(String text) {
        return switch (text) {
            case "none" -> new MsrValues(Kind.NONE, new TreeMap<>());
            case "frames" -> new MsrValues(Kind.FRAMES, new TreeMap<>());
            case "wide" -> new MsrValues(Kind.WIDE, new TreeMap<>());
            default -> listed(text);
        };
    }

    /** Reads {@code none} or {@code MSR:VALUE+MSR:VALUE}: one value of each MSR. */
    public static MsrValues parseOne(String text) {
        MsrValues values = text.equals("none") ? parse(text) : listed(text);
        values.values.forEach((msr, of) -> {
            if (of.length != 1) {
                throw new IllegalArgumentException(
                        "MSR 0x" + Integer.toHexString(msr) + " can't start with " + of.length + " values");
            }
        });
        return values;
    }

    private static MsrValues listed(String text) {
        SortedMap<Integer, long[]> values = new TreeMap<>();
        for (String entry : text.split("\\+", -1)) {
            readEntry(entry, values);
        }
        return new MsrValues(Kind.LISTED, values);
    }

    @SeesAddresses("it makes the array of them, and puts it into a map")
    private static void readEntry(String entry, SortedMap<Integer, long[]> values) {
        String[] parts = entry.split(":", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("'" + entry + "' is not of the form MSR:VALUE/VALUE");
        }
        int msr = (int) hex(parts[0]);
        long[] of = Arrays.stream(parts[1].split("/", -1))
                .mapToLong(MsrValues::hex)
                .distinct()
                .toArray();
        boolean mtrr = MtrrMsr.isVariable(msr, 8) || MtrrMsr.fixedIndex(msr) >= 0 || msr == MtrrMsr.DEF_TYPE;
        if (!mtrr && msr != Pat.MSR) {
            throw new IllegalArgumentException(
                    "0x" + parts[0] + " is no MTRR of a guest with 8 pairs, and not the PAT");
        }
        if (of.length > MOST_VALUES) {
            throw new IllegalArgumentException("at most " + MOST_VALUES + " values of an MSR");
        }
        if (values.put(msr, of) != null) {
            throw new IllegalArgumentException("MSR 0x" + parts[0] + " twice");
        }
    }

    /** A list of MSRs with their values as titles have it: {@code def_type=0x0 or 0xc06, PAT=0x7040600070406}. */
    public static String words(String text) {
        return parse(text).values.entrySet().stream()
                .map(msr -> RegisterNotation.name(msr.getKey()) + " "
                        + Arrays.stream(msr.getValue())
                                .mapToObj(value -> words(msr.getKey(), value))
                                .collect(Collectors.joining(" or ")))
                .collect(Collectors.joining(" and "));
    }

    /** Such as {@code E FE WB (0xc06)}. */
    private static String words(int msr, long value) {
        String raw = "0x" + Long.toHexString(value);
        String words = RegisterNotation.words(msr, value, MAXPHYADDR);
        return words.equals(raw) ? raw : words + " (" + raw + ")";
    }

    /** The MSRs written, given the frames of the scope. */
    public SortedMap<Integer, long[]> over(List<Long> frames) {
        if (kind != Kind.FRAMES) {
            return values;
        }
        SortedMap<Integer, long[]> all = new TreeMap<>();
        all.put(MtrrMsr.DEF_TYPE, new long[] {0, MtrrMsr.E | MtrrMsr.FE | 6});
        for (long gpa : frames) {
            if (FixedRanges.contains(gpa)) {
                all.put(MtrrMsr.fixed(FixedRanges.field(gpa) / 8), new long[] {UC_EVERYWHERE, WB_EVERYWHERE});
            }
        }
        return all;
    }

    /** A hex number, with or without 0x. */
    public static long hex(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        if (!digits.matches("[0-9a-fA-F]{1,16}")) {
            throw new IllegalArgumentException("'" + text + "' is not a hex number");
        }
        return Long.parseUnsignedLong(digits, 16);
    }
}
