package dev.stalemate.real.log;

import com.google.common.collect.ImmutableList;
import dev.stalemate.real.line.LogLine;
import dev.stalemate.real.line.Spaced;
import dev.stalemate.real.map.WidthStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads every line that states MAXPHYADDR, whatever printed it: {@code /proc/cpuinfo} and lscpu, programs that decode CPUID, and
 * dumps of its leaf 0x80000008, whose EAX has it in bits 7:0 and the width of linear addresses in bits 15:8 (SDM vol. 2, CPUID).
 */
public final class WidthReader {
    private static final int MAX = 1 << 10;
    private static final int LEAST_LINEAR = 32;
    private static final int MOST_LINEAR = 64;

    private static final Pattern SIZES =
            Spaced.pattern("(?:.*\\W)?[Aa]ddress [Ss]izes?: (\\d{1,3}) bits physical, \\d{1,3} bits virtual.*");
    private static final Pattern DECODED = Spaced.pattern(
            "(?:maximum )?physical address(?: bits| size| width)(?: \\(?bits\\)?)? ?[:=] (?:0x[0-9a-fA-F]+ \\()?(\\d{1,3})\\b.*");
    private static final Pattern NAMED = Spaced.pattern("(?:.*\\W)?MAXPHYADDR(?: is|:|=)? (\\d{1,3})\\b.*");

    /** The leaf stands first, or after a word that calls it one; then come its registers. */
    private static final Pattern LEAF = Pattern.compile(
            "(?:.*?\\b(?:cpuid|leaf|level|function|eax in|in)\\W{1,8})?\\W{0,8}(?:0x)?80000008h?\\b(.*)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern EAX =
            Pattern.compile("\\beax\\s*[:=]\\s*(?:0x)?([0-9a-f]{1,8})\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern VALUE = Pattern.compile("\\b(?:0x)?([0-9a-f]{8})h?\\b", Pattern.CASE_INSENSITIVE);

    /** What every statement has; most lines don't, and are done with in one pass. */
    private static final Pattern ANY = Pattern.compile("80000008|address|MAXPHYADDR", Pattern.CASE_INSENSITIVE);

    private final List<WidthStatement> statements = new ArrayList<>();

    /** Looks at a line of any kind. */
    void offer(LogLine line) {
        String text = line.text();
        if (statements.size() == MAX || !ANY.matcher(text).find()) {
            return;
        }
        Matcher leaf = LEAF.matcher(text);
        if (leaf.matches()) {
            leaf(line, leaf.group(1));
        } else if (!decimal(line, SIZES.matcher(text), "address sizes")
                && !decimal(line, DECODED.matcher(text), "CPUID")) {
            decimal(line, NAMED.matcher(text), "MAXPHYADDR");
        }
    }

    private boolean decimal(LogLine line, Matcher words, String source) {
        if (!words.matches()) {
            return false;
        }
        add(line, Integer.parseInt(words.group(1)), source);
        return true;
    }

    private void leaf(LogLine line, String registers) {
        Matcher eax = EAX.matcher(registers);
        Matcher value = eax.find() ? eax.reset() : VALUE.matcher(registers);
        while (value.find()) {
            long bits = Long.parseLong(value.group(1), 16);
            long linear = bits >>> 8 & 0xFF;
            if (bits >>> 24 == 0
                    && linear >= LEAST_LINEAR
                    && linear <= MOST_LINEAR
                    && WidthStatement.possible((int) (bits & 0xFF))) {
                add(line, (int) (bits & 0xFF), "CPUID leaf 0x80000008");
                return;
            }
        }
    }

    private void add(LogLine line, int bits, String source) {
        if (WidthStatement.possible(bits)) {
            statements.add(new WidthStatement(line.number(), bits, source));
        }
    }

    /** All statements, in the file's order. */
    ImmutableList<WidthStatement> statements() {
        return ImmutableList.copyOf(statements);
    }
}
