package dev.stalemate.real.format;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.real.line.Spaced;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The dump of all registers that coreboot makes where CONFIG_DISPLAY_MTRRS is set, once for each stage and call of the FSP
 * (src/cpu/x86/mtrr/debug.c, 4.9 of November 2018 to 26.06): {@code 0x0000000000000d0a: IA32_MTRRCAP: ...}.
 */
public final class CorebootDumpText implements RegisterText {
    private static final String VALUE = "0x(" + MsrLine.HEX + "{16}): ";
    private static final Pattern NAMED = Spaced.pattern(
            VALUE + "(IA32_MTRRCAP|IA32_MTRR_DEF_TYPE|IA32_MTRR_FIX\\d{1,2}K_" + MsrLine.HEX + "{5})(?::.*)?");
    private static final Pattern PAIR = Spaced.pattern(VALUE + "PHY(BASE|MASK)(\\d{1,2})(?:: (?:Address ?= 0x("
            + MsrLine.HEX + "{16}), .*|Length ?= .*|Disabled))?");
    private static final Pattern FIXED_RANGE =
            Spaced.pattern("0x" + MsrLine.HEX + "{8} - 0x" + MsrLine.HEX + "{8}: (?:UC-?|WC|WT|WP|WB|reserved)");
    private static final Pattern DAMAGED = Spaced.pattern(".{0,20}(?:IA32_MTRR|PHYBASE|PHYMASK).*");
    private static final long ADDRESS = ((1L << 52) - 1) & ~0xFFFL;

    private final MsrList list = new MsrList();
    private final Reading.Builder remarks = new Reading.Builder();
    private int firstLine;

    @Override
    public Match match(String text) {
        if (NAMED.matcher(text).matches() || PAIR.matcher(text).matches()) {
            return Match.WHOLE;
        }
        if (firstLine == 0) {
            return Match.NONE;
        }
        return FIXED_RANGE.matcher(text).matches()
                ? Match.WHOLE
                : DAMAGED.matcher(text).matches() ? Match.DAMAGED : Match.NONE;
    }

    private static @Nullable Integer msr(String text) {
        Matcher named = NAMED.matcher(text);
        if (named.matches()) {
            return Msrs.named(named.group(2));
        }
        Matcher pair = PAIR.matcher(text);
        if (!pair.matches() || Integer.parseInt(pair.group(3)) >= MtrrMsr.MAX_VCNT) {
            return null;
        }
        int slot = Integer.parseInt(pair.group(3));
        return "BASE".equals(pair.group(2)) ? MtrrMsr.physBase(slot) : MtrrMsr.physMask(slot);
    }

    @Override
    public boolean startsAnother(String text) {
        @Nullable Integer msr = msr(text);
        return msr != null && list.has(0, msr);
    }

    @Override
    public void read(int number, String text, Match match) {
        firstLine = firstLine == 0 ? number : firstLine;
        @Nullable Integer msr = msr(text);
        if (match == Match.DAMAGED) {
            remarks.problem(number, "cut or damaged line of coreboot's dump; the register is taken as unknown");
        } else if (msr != null) {
            Matcher pair = PAIR.matcher(text);
            long bits = Long.parseUnsignedLong(text.substring(2, 18), 16);
            boolean agrees = !pair.matches()
                    || pair.group(4) == null
                    || (bits & ADDRESS) == Long.parseUnsignedLong(pair.group(4), 16);
            if (agrees) {
                list.put(0, msr, number, bits);
            } else {
                remarks.problem(
                        number, "this line of coreboot's dump contradicts itself; the register is taken as unknown");
            }
        }
    }

    @Override
    public ImmutableList<Reading> end() {
        return list.readingsOr("coreboot's dump", remarks, firstLine);
    }
}
