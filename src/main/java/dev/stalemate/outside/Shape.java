package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.outside.Request.BadRequestException;
import java.util.ArrayList;
import java.util.List;

/**
 * The form of a shrunk difference without addresses, sizes, register numbers and most of the types: two of the same form are taken to show
 * the same fault.
 */
final class Shape {
    private final Difference difference;
    private final MtrrRegisters registers;
    private final boolean page;
    private final List<String> parts = new ArrayList<>();

    private Shape(Difference difference) {
        this.difference = difference;
        this.registers = Script.registers(difference.lines());
        this.page = Script.verb(difference.request()).equals("large");
    }

    /** The shape of a difference. */
    static String of(Difference difference) {
        return new Shape(difference).text();
    }

    private String text() {
        ImmutableList<String> lines = difference.lines();
        for (String request : lines.subList(0, lines.size() - 1)) {
            add(request);
        }
        for (int n = 0; n < registers.vcnt(); n++) {
            if (Ranges.valid(registers, n)) {
                parts.add(Ranges.regular(registers, n) ? "range " + type(registers.base(n)) : "irregular range");
            }
        }
        parts.add(page ? "large" : Script.kind(difference.request()));
        return String.join("; ", parts.stream().sorted().toList());
    }

    private void add(String request) {
        String part = Script.kind(request);
        try {
            Request r = Request.parse(request);
            if (r.verb().equals("wrmsr")) {
                part = write(Msr.of(r.hex(0)), (int) r.hex(0), r.hex(1));
            }
        } catch (BadRequestException | IndexOutOfBoundsException e) {
            part = "anything else";
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
    }

    private String write(Msr sort, int msr, long value) {
        return switch (sort) {
            case DEF_TYPE ->
                sort + ((value & MtrrMsr.E) == 0 ? "" : " E") + ((value & MtrrMsr.FE) == 0 ? "" : " FE") + " "
                        + type(value);
            case PHYSBASE, PHYSMASK -> inUse(MtrrMsr.pair(msr)) ? "" : sort.toString();
            default -> sort.toString();
        };
    }

    private boolean inUse(int pair) {
        return pair < registers.vcnt() && Ranges.valid(registers, pair);
    }

    /** Of a page it matters whether types differ; of an address, whether they are UC, which wins where ranges overlap. */
    private String type(long value) {
        MemType type = MemType.ofCode((int) (value & 0xFF));
        if (page) {
            return type == Mtrrs.defaultType(registers) ? "of the default type" : "of another type";
        }
        if (difference.isIrregular()) {
            return "of some type";
        }
        if (Script.endsInFixedRange(difference.lines())) {
            return "of some type";
        }
        return type == MemType.UC ? "UC" : "not UC";
    }
}
