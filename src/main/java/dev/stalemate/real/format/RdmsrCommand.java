package dev.stalemate.real.format;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call of rdmsr (msr-tools, rdmsr.c) in the transcript of a shell; the lines after it are its answers, a number each, with {@code CPU n:
 * } before it for {@code -a} in versions after 1.3.
 *
 * @param msr the register; null where the answer is no whole number of one, because of {@code -f} or {@code -r}
 * @param cpu that of {@code -p}, else 0
 * @param all {@code -a}: an answer for each processor
 * @param radix of the answers: 16, 10 for {@code -d} and {@code -u}, 8 for {@code -o}
 */
record RdmsrCommand(@Nullable Integer msr, int cpu, boolean all, int radix) {
    private static final Pattern COMMAND =
            Pattern.compile("(?:.{0,80}[$#%>] ?)?(?:(?:sudo|doas) )?(?:[\\w./-]{0,80}/)?rdmsr"
                    + "((?: -{1,2}[\\w:-]+| \\d{1,4}(?= )| \\d{1,2}:\\d{1,2})*) (0x[0-9A-Fa-f]{1,8}|\\d{1,10})");
    private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();

    /** Takes a line apart; null if it is no such call with a plain number. */
    static @Nullable RdmsrCommand of(String text) {
        Matcher command = COMMAND.matcher(text);
        if (!text.contains("rdmsr") || !command.matches()) {
            return null;
        }
        OptionalInt number = decode(command.group(2));
        List<String> options = WORDS.splitToList(command.group(1));
        boolean all = false;
        boolean part = number.isEmpty();
        int radix = 16;
        int cpu = 0;
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            boolean isLong = option.startsWith("--");
            String next = i + 1 < options.size() ? options.get(i + 1) : "";
            if (option.startsWith("-")) {
                all |= isLong ? option.equals("--all") : option.contains("a");
                part |= isLong ? option.matches("--(?:bitfield|raw)") : option.matches("-\\w*[fr].*");
                radix = isLong ? longRadix(option, radix) : shortRadix(option, radix);
                cpu = option.matches("-\\w*p|--processor") && next.matches("\\d+") ? Integer.parseInt(next) : cpu;
                cpu = option.matches("-\\w*p\\d{1,4}") ? Integer.parseInt(option.replaceAll("\\D", "")) : cpu;
            }
        }
        return new RdmsrCommand(part ? null : Integer.valueOf(number.getAsInt()), cpu, all, radix);
    }

    private static int longRadix(String option, int before) {
        return switch (option) {
            case "--decimal", "--unsigned" -> 10;
            case "--octal" -> 8;
            default -> before;
        };
    }

    private static int shortRadix(String option, int before) {
        return option.matches("-\\w*[du]\\w*") ? 10 : option.matches("-\\w*o\\w*") ? 8 : before;
    }

    /** As strtoul does with base 0: a leading 0 is octal. */
    private static OptionalInt decode(String number) {
        try {
            return OptionalInt.of((int) (long) Long.decode(number));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
