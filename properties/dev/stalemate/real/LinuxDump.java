package dev.stalemate.real;

import dev.stalemate.memtype.FixedRanges;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import java.util.Locale;

/** Prints registers as print_mtrr_state of Linux does, written from its source and not from the reader. */
final class LinuxDump {
    private final StringBuilder out = new StringBuilder();
    private int clock;

    private LinuxDump() {}

    static String of(MtrrRegisters registers, boolean newKernel) {
        LinuxDump dump = new LinuxDump();
        dump.print(registers, newKernel);
        return dump.out.toString();
    }

    private void print(MtrrRegisters r, boolean newKernel) {
        line("MTRR default type: %s", word(Mtrrs.defaultType(r)));
        line("MTRR fixed ranges %sabled:", Mtrrs.fixedEnabled(r) ? "en" : "dis");
        int first = 0;
        for (int field = 1; field <= FixedRanges.FIELDS; field++) {
            if (field == FixedRanges.FIELDS || FixedRanges.type(r, field) != FixedRanges.type(r, first)) {
                line(
                        "  %05X-%05X %s",
                        FixedRanges.start(first), FixedRanges.start(field) - 1, word(FixedRanges.type(r, first)));
                first = field;
            }
        }
        line("MTRR variable ranges %sabled:", Mtrrs.enabled(r) ? "en" : "dis");
        int highDigits = newKernel ? (r.maxPhyAddr() - 20 + 3) / 4 : (r.maxPhyAddr() - 32 + 3) / 4;
        for (int n = 0; n < r.vcnt(); n++) {
            if ((r.mask(n) & MtrrMsr.V) == 0) {
                line("  %d disabled", n);
            } else {
                MemType type = MemType.ofCode((int) (r.base(n) & 7));
                line(
                        "  %d base %s mask %s %s",
                        n, hex(r.base(n), highDigits), hex(r.mask(n), highDigits), type == null ? "?" : word(type));
            }
        }
        line("x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT  ");
    }

    private static String hex(long value, int highDigits) {
        return String.format(Locale.ROOT, "%0" + highDigits + "X%05X000", value >>> 32, value >>> 12 & 0xFFFFF);
    }

    private static String word(MemType type) {
        return switch (type) {
            case UC, UC_MINUS -> "uncachable";
            case WC -> "write-combining";
            case WT -> "write-through";
            case WP -> "write-protect";
            case WB -> "write-back";
        };
    }

    private void line(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, "[    0.%06d] ", ++clock))
                .append(String.format(Locale.ROOT, format, arguments))
                .append('\n');
    }
}
