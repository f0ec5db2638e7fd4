package dev.stalemate.memtype;

import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The SDM's text once more, sentence by sentence and without a thought for speed: the independent opinion that the resolver is
 * compared with. Shares no code with it but the enum and the registers' raw values.
 */
final class NaiveMtrrs {
    /** Start of each fixed-range register and the size of its fields (SDM table 11-9). */
    private static final long[][] FIXED = {
        {0x00000, 0x10000},
        {0x80000, 0x4000},
        {0xA0000, 0x4000},
        {0xC0000, 0x1000},
        {0xC8000, 0x1000},
        {0xD0000, 0x1000},
        {0xD8000, 0x1000},
        {0xE0000, 0x1000},
        {0xE8000, 0x1000},
        {0xF0000, 0x1000},
        {0xF8000, 0x1000},
    };

    private static final Map<Integer, MemType> CODES =
            new TreeMap<>(Map.of(0, MemType.UC, 1, MemType.WC, 4, MemType.WT, 5, MemType.WP, 6, MemType.WB));

    private NaiveMtrrs() {}

    static @Nullable MemType type(MtrrRegisters r, long address) {
        BigInteger defType = BigInteger.valueOf(r.defType());
        if (!defType.testBit(11)) {
            return MemType.UC;
        }
        if (defType.testBit(10)) {
            for (int i = 0; i < FIXED.length; i++) {
                for (int field = 0; field < 8; field++) {
                    long start = FIXED[i][0] + field * FIXED[i][1];
                    if (start <= address && address < start + FIXED[i][1]) {
                        return CODES.get(byteOf(r.fixed(i), field));
                    }
                }
            }
        }
        return overlap(matching(r, address), CODES.get(byteOf(r.defType(), 0)));
    }

    /** The page's answer from a look at each of its frames. */
    static LargePage large(MtrrRegisters r, long address, int order) {
        BigInteger size = BigInteger.TWO.pow(12 + order);
        long start = BigInteger.valueOf(address).divide(size).multiply(size).longValue();
        Set<MemType> types = EnumSet.noneOf(MemType.class);
        for (long frame = start; frame < start + size.longValue(); frame += 4096) {
            MemType type = type(r, frame);
            if (type == null) {
                return LargePage.UNDEFINED;
            }
            types.add(type);
        }
        return types.size() > 1
                ? LargePage.MIXED
                : LargePage.valueOf("UNIFORM_" + types.iterator().next());
    }

    private static Set<MemType> matching(MtrrRegisters r, long address) {
        Set<MemType> types = EnumSet.noneOf(MemType.class);
        for (int n = 0; n < r.vcnt(); n++) {
            BigInteger mask = BigInteger.valueOf(r.mask(n));
            BigInteger base = BigInteger.valueOf(r.base(n));
            boolean matches = mask.testBit(11);
            for (int bit = 12; bit < r.maxPhyAddr(); bit++) {
                boolean same = BigInteger.valueOf(address).testBit(bit) == base.testBit(bit);
                matches = matches && (same || !mask.testBit(bit));
            }
            if (matches) {
                types.add(CODES.get(byteOf(r.base(n), 0)));
            }
        }
        return types;
    }

    private static @Nullable MemType overlap(Set<MemType> types, @Nullable MemType defaultType) {
        if (types.isEmpty()) {
            return defaultType;
        }
        if (types.contains(MemType.UC)) {
            return MemType.UC;
        }
        if (types.size() == 1) {
            return types.iterator().next();
        }
        return types.equals(Set.of(MemType.WT, MemType.WB)) ? MemType.WT : null;
    }

    private static int byteOf(long value, int i) {
        String hex = String.format("%016x", value);
        return Integer.parseInt(hex.substring(14 - 2 * i, 16 - 2 * i), 16);
    }
}
