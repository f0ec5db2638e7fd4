package dev.stalemate.real.format;

import com.google.common.collect.ImmutableList;
import java.math.BigInteger;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line that states a register by number or name, in the ways that tools print it:
 *
 * <ul>
 *   <li>{@code CPU 0: MSR 0x200 = 0x0000000080000006 (name)}: inteltool of coreboot (util/inteltool/cpu.c) in two halves, Linux's
 *       {@code show_msr=} ({@code MSR00000200: 0000000000000006}), WinDbg ({@code msr[200] = 00000000`00000006}), scripts;
 *   <li>{@code MTRRphysBase0 (0x200): 0x0000000000000006}: x86info (mtrr.c), turbostat's {@code cpu0: MSR_NAME: 0x...};
 *   <li>{@code 0x200=6}, {@code 0x00000200 0x0000000000000006}: msrtool of coreboot, scripts around rdmsr;
 *   <li>{@code 200: 0000000000000006}.
 * </ul>
 *
 * @param cpu the processor, where the line names one
 * @param msr the register
 * @param value what it holds; empty where that is cut or damaged
 * @param sure whether the line says that it is about a register; the last two kinds don't
 */
record MsrLine(OptionalInt cpu, int msr, OptionalLong value, boolean sure) {
    static final String HEX = "[0-9A-Fa-f]";

    /** A number of up to 64 bits, in one piece or in two halves, the higher first. */
    static final String VALUE = "((?:0x)?" + HEX + "{1,16}h?|(?:0x)?" + HEX + "{8}[:_`' ](?:0x)?" + HEX + "{8})";

    private static final String CPU = "(?:\\[?(?:cpu|core|thread)[ #]{0,2}(?<cpu>\\d{1,4})\\]?[ :,]{1,3}(?:- )?)?";
    private static final String IS = " ?(?:[:=]|->|=>){1,2} ?";
    private static final String REST = "(?: ?[(\\[<#;].*)?";

    private static final Pattern WORD = ignoringCase(CPU + "(?:rd)?msr ?[#\\[(]? ?(?:0x)?(?<msr>" + HEX
            + "{2,8})h?[\\])]?(?: ?\\([^)]*\\))?" + IS + "(?<value>.*)");
    private static final Pattern NAME =
            ignoringCase(CPU + "(?<name>[a-z][a-z0-9_ ]{2,40}?)(?: ?[(\\[]?(?:msr )?0x(?<msr>" + HEX + "{2,8})[)\\]]?)?"
                    + IS + "(?<value>.*)");
    private static final Pattern NUMBER = ignoringCase(CPU + "0x(?<msr>" + HEX + "{2,8})(?:" + IS + "| )(?<value>.*)");
    private static final Pattern BARE = ignoringCase(CPU + "(?<msr>" + HEX + "{2,8})h?" + IS + "(?<value>.*)");
    private static final ImmutableList<Pattern> UNSURE = ImmutableList.of(NUMBER, BARE);
    private static final Pattern WHOLE_VALUE = ignoringCase(VALUE + REST);

    /** Parts of names of registers that {@link Msrs} does not know by name, and of short names; most lines have none of them. */
    private static final Pattern ABOUT_REGISTERS = ignoringCase("mtrr|msr|ia32|smrr|syscfg|top_?mem");

    static Pattern ignoringCase(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }

    /** Takes a line apart; null if it states no register that says something of memory types. */
    static @Nullable MsrLine of(String text) {
        if (ABOUT_REGISTERS.matcher(text).find()) {
            Matcher word = WORD.matcher(text);
            if (word.matches()) {
                return of(word, msr(word), true);
            }
            Matcher name = NAME.matcher(text);
            if (name.matches() && ABOUT_REGISTERS.matcher(name.group("name")).find()) {
                return ofName(name);
            }
        }
        for (Pattern pattern : UNSURE) {
            Matcher matcher = pattern.matcher(text);
            if (matcher.matches()) {
                return of(matcher, msr(matcher), false);
            }
        }
        return null;
    }

    private static @Nullable MsrLine ofName(Matcher name) {
        @Nullable Integer named = Msrs.named(name.group("name"));
        @Nullable Integer number = name.group("msr") == null ? named : Integer.valueOf(msr(name));
        if (number == null) {
            return null;
        }
        boolean contradiction = named != null && !named.equals(number);
        MsrLine line = of(name, number, true);
        return line == null || !contradiction ? line : new MsrLine(line.cpu, line.msr, OptionalLong.empty(), true);
    }

    private static int msr(Matcher line) {
        return (int) Long.parseLong(line.group("msr"), 16);
    }

    private static @Nullable MsrLine of(Matcher line, int msr, boolean sure) {
        if (!Msrs.matters(msr)) {
            return null;
        }
        String cpu = line.group("cpu");
        Matcher value = WHOLE_VALUE.matcher(line.group("value"));
        return new MsrLine(
                cpu == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(cpu)),
                msr,
                value.matches() ? number(value.group(1), 16) : OptionalLong.empty(),
                sure);
    }

    /** A number as {@link #VALUE} has it, or in another radix; empty where it has more than 64 bits. */
    static OptionalLong number(String text, int radix) {
        String digits = text.toLowerCase(Locale.ROOT).replaceAll("0x|[h:_`' ]", "");
        try {
            BigInteger value = new BigInteger(digits, radix);
            return value.bitLength() <= Long.SIZE ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
