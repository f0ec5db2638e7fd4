package dev.stalemate.outside;

import com.google.common.base.CharMatcher;
import dev.stalemate.memtype.Cr0;
import dev.stalemate.memtype.EffectiveType;
import dev.stalemate.memtype.Ept;
import dev.stalemate.memtype.EptCapabilities;
import dev.stalemate.memtype.EptEntry;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.memtype.MtrrState;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;
import dev.stalemate.outside.Request.BadRequestException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The reference's side of the line protocol: one processor's registers, and what the SDM says of each request. Not thread-safe.
 *
 * <p>A session starts as after {@code reset maxphyaddr=46 vcnt=8} with CR0.CD=NW=0; {@code reset} clears CR0.CD and NW too, so
 * that scripts that never write CR0 see the MTRRs.
 */
public final class ReferenceSession {
    private static final int DEFAULT_MAXPHYADDR = 46;
    private static final int DEFAULT_VCNT = 8;
    private static final String GP = "gp";
    private static final String OK = "ok";

    private MtrrState registers = new MtrrState(DEFAULT_MAXPHYADDR, DEFAULT_VCNT);
    private long cr0;

    /**
     * Answers one line, or null for a blank line or a comment. Never throws on what the line holds: a request it cannot take is
     * answered {@code error: } and what was wrong, and changes nothing.
     */
    public @Nullable String answer(String line) {
        String text = CharMatcher.whitespace().trimFrom(line);
        if (text.isEmpty() || text.startsWith("#")) {
            return null;
        }
        try {
            return answer(Request.parse(text));
        } catch (BadRequestException e) {
            return "error: " + e.getMessage();
        }
    }

    /** The registers as they are now. */
    MtrrRegisters registers() {
        return registers;
    }

    private String answer(Request request) throws BadRequestException {
        return switch (request.verb()) {
            case "reset" -> reset(request);
            case "wrmsr" -> wrmsr(request);
            case "rdmsr" -> rdmsr(request);
            case "type" -> type(request);
            case "large" -> large(request);
            case "effective" -> effective(request);
            case "pat" -> pat(request);
            case "cr0" -> cr0(request);
            case "ept" -> ept(request);
            case "eptype" -> eptype(request);
            default -> throw new BadRequestException("unknown request '" + Request.shown(request.verb()) + "'");
        };
    }

    private String reset(Request request) throws BadRequestException {
        request.expect("maxphyaddr=N", "vcnt=N");
        String widthKey = "maxphyaddr=";
        String countKey = "vcnt=";
        int width = request.word(0).startsWith(widthKey) ? 0 : 1;
        String widthWord = request.word(width);
        String countWord = request.word(1 - width);
        if (!widthWord.startsWith(widthKey) || !countWord.startsWith(countKey)) {
            throw request.bad("expects maxphyaddr=N vcnt=N");
        }
        int maxPhyAddr = request.decimal(widthWord.substring(widthKey.length()), 32, 52, "maxphyaddr");
        int vcnt = request.decimal(countWord.substring(countKey.length()), 0, MtrrMsr.MAX_VCNT, "vcnt");
        registers = new MtrrState(maxPhyAddr, vcnt);
        cr0 = 0;
        return OK;
    }

    private String wrmsr(Request request) throws BadRequestException {
        request.expect("MSR", "VALUE");
        return registers.wrmsr(msr(request), request.hex(1)) ? OK : GP;
    }

    private String rdmsr(Request request) throws BadRequestException {
        request.expect("MSR");
        OptionalLong value = registers.rdmsr(msr(request));
        return value.isPresent() ? "0x" + Long.toHexString(value.getAsLong()) : GP;
    }

    private String type(Request request) throws BadRequestException {
        request.expect("ADDRESS");
        long address = address(request);
        if (Cr0.cacheDisabled(cr0)) {
            return MemType.UC.toString();
        }
        MemType type = Mtrrs.type(registers, address);
        return type == null ? "undef" : type.toString();
    }

    private String large(Request request) throws BadRequestException {
        request.expect("ADDRESS", "ORDER");
        long address = address(request);
        int order = request.decimal(request.word(1), 0, registers.maxPhyAddr() - 12, "order");
        return Mtrrs.large(registers, address, order).toString();
    }

    private String effective(Request request) throws BadRequestException {
        request.expect("MTRRTYPE", "PATTYPE");
        MemType mtrr = request.type(0);
        if (mtrr == MemType.UC_MINUS) {
            throw request.bad("no MTRR holds UC-");
        }
        return Cr0.apply(cr0, EffectiveType.of(mtrr, request.type(1))).toString();
    }

    private String pat(Request request) throws BadRequestException {
        request.expect("INDEX");
        int index = (int) request.hex(0, Pat.ENTRIES - 1, "index");
        return Pat.entry(registers.pat(), index).toString();
    }

    private String cr0(Request request) throws BadRequestException {
        request.expect("VALUE");
        long value = request.hex(0);
        if (!Cr0.cacheBitsValid(value)) {
            return GP;
        }
        cr0 = value;
        return OK;
    }

    /**
     * The entry is a 4 KiB leaf of a processor with execute-only translations and without mode-based execution. Of one that is
     * not present (bits 2:0 clear) the processor looks at no other bit, so it is no misconfiguration: the answer is what the
     * fields hold, and an error where they hold no type.
     */
    private String ept(Request request) throws BadRequestException {
        request.expect("ENTRY");
        long entry = request.hex(0);
        if (misconfigured(entry)) {
            return "misconfig";
        }
        return emt(request, entry) + (EptEntry.ipat(entry) ? " 1" : " 0");
    }

    /**
     * CR0.CD counts as 0 whatever {@code cr0} wrote: EPT sees the physical processor's bit, and VM entry does not load a guest's.
     * A leaf that is not present lets no access through, which is an error.
     */
    private String eptype(Request request) throws BadRequestException {
        request.expect("ENTRY", "PATTYPE");
        long entry = request.hex(0);
        MemType pat = request.type(1);
        if (misconfigured(entry)) {
            return "misconfig";
        }
        if (!EptEntry.present(entry, capabilities())) {
            throw request.bad("the entry is not present: bits 2:0 are clear");
        }
        return Ept.effective(false, emt(request, entry), EptEntry.ipat(entry), pat)
                .toString();
    }

    private boolean misconfigured(long entry) {
        return EptEntry.misconfigured(entry, 1, capabilities());
    }

    private EptCapabilities capabilities() {
        return EptCapabilities.usual(registers.maxPhyAddr());
    }

    private static MemType emt(Request request, long entry) throws BadRequestException {
        MemType emt = EptEntry.emt(entry);
        if (emt == null) {
            throw request.bad("the entry is not present and its EMT " + EptEntry.emtCode(entry) + " is no type");
        }
        return emt;
    }

    private static int msr(Request request) throws BadRequestException {
        return (int) request.hex(0, 0xFFFFFFFFL, "MSR");
    }

    private long address(Request request) throws BadRequestException {
        return request.hex(0, (1L << registers.maxPhyAddr()) - 1, "address");
    }
}
