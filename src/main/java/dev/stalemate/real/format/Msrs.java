package dev.stalemate.real.format;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers and names of the model-specific registers that say something of memory types. */
public final class Msrs {
    /** AMD's SYSCFG (APM volume 2, 7.9.1). */
    public static final int SYSCFG = 0xC0010010;

    /** AMD's TOP_MEM: RAM below 4 GiB ends here. */
    public static final int TOP_MEM = 0xC001001A;

    /** AMD's TOP_MEM2: RAM above 4 GiB ends here. */
    public static final int TOP_MEM2 = 0xC001001D;

    /** IA32_SMRR_PHYSBASE and, after it, IA32_SMRR_PHYSMASK (SDM 11.11.2.4). */
    static final int SMRR_BASE = 0x1F2;

    static final int SMRR_MASK = 0x1F3;

    private static final ImmutableMap<String, Integer> NAMES = ImmutableMap.<String, Integer>builder()
            .put("mtrrcap", MtrrMsr.CAP)
            .put("mtrrdeftype", MtrrMsr.DEF_TYPE)
            .put("pat", Pat.MSR)
            .put("crpat", Pat.MSR)
            .put("smrrphysbase", SMRR_BASE)
            .put("smrrphysmask", SMRR_MASK)
            .put("smrrbase", SMRR_BASE)
            .put("smrrmask", SMRR_MASK)
            .put("syscfg", SYSCFG)
            .put("topmem", TOP_MEM)
            .put("topmem2", TOP_MEM2)
            .build();

    /** What tools put around the name, and between its parts. */
    private static final Pattern AROUND = Pattern.compile("^(?:(?:msr|ia32|amd64|k[78])[_ ])+|[_ ]msr$|[_ ]");

    private static final Pattern PAIR = Pattern.compile("mtrr(?:var)?(?:phys)?(base|mask)(\\d{1,2})");
    private static final Pattern FIXED = Pattern.compile("mtrrfix(?:ed)?(?:64k?|16k?|4k?)?([0-9a-f]{5})");
    private static final ImmutableMap<Long, Integer> FIXED_STARTS = fixedStarts();

    private Msrs() {}

    private static ImmutableMap<Long, Integer> fixedStarts() {
        Map<Long, Integer> starts = new TreeMap<>();
        for (int i = 0; i <= MtrrMsr.fixedIndex(0x26F); i++) {
            starts.put(FixedRanges.start(8 * i), MtrrMsr.fixed(i));
        }
        return ImmutableMap.copyOf(starts);
    }

    /** Whether a register says something of memory types. */
    static boolean matters(int msr) {
        return MtrrMsr.isVariable(msr, MtrrMsr.MAX_VCNT) || MtrrMsr.fixedIndex(msr) >= 0 || NAMES.containsValue(msr);
    }

    /**
     * The number of a register by the manuals' name, with or without IA32_, MSR_, blanks and underscores, in any case:
     * {@code IA32_MTRR_PHYSBASE0}, {@code MTRRphysMask1_MSR}, {@code MTRRfix4K_C8000}; null where it is no such name.
     */
    static @Nullable Integer named(String name) {
        String plain = AROUND.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
        @Nullable Integer known = NAMES.get(plain);
        if (known != null) {
            return known;
        }
        Matcher pair = PAIR.matcher(plain);
        if (pair.matches()) {
            int slot = Integer.parseInt(pair.group(2));
            int msr = "base".equals(pair.group(1)) ? MtrrMsr.physBase(slot) : MtrrMsr.physMask(slot);
            return slot < MtrrMsr.MAX_VCNT ? msr : null;
        }
        Matcher fixed = FIXED.matcher(plain);
        return fixed.matches() ? FIXED_STARTS.get(Long.parseLong(fixed.group(1), 16)) : null;
    }
}
