package dev.stalemate.prove.resolver;

import com.google.common.collect.ImmutableMap;
import dev.stalemate.memtype.EptCapabilities.Feature;
import dev.stalemate.memtype.MemType;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the SDM says of types of accesses, EPT entries and EPTPs, as terms: the manual's text and table once more, bit by bit.
 *
 * <p>Tests plant errors by overriding.
 */
class EntryRules {
    /** Any entry. */
    static final Term ENTRY = Term.variable("entry", Long.SIZE);

    /** The bit of an entry for IPAT. */
    static final int IPAT_BIT = 6;

    /** The bit of an entry for a large page. */
    static final int LARGE_BIT = 7;

    private static final int USER_BIT = 10;
    private static final int PAGE_SHIFT = 12;
    private static final int ADDRESS_BITS = 52;
    private static final int BITS_OF_LEVEL = 9;
    private static final int HIGHEST_LEAF = 3;

    /** A row for each MTRR type, with the types for PAT UC, UC-, WC, WT, WB and WP. */
    private static final ImmutableMap<MemType, String> TABLE = ImmutableMap.of(
            MemType.UC, "UC UC WC UC UC UC",
            MemType.WC, "UC WC WC UC WC UC",
            MemType.WT, "UC UC WC WT WT WP",
            MemType.WB, "UC UC WC WT WB WP",
            MemType.WP, "UC WC WC WT WP WP");

    private static final List<MemType> COLUMNS =
            List.of(MemType.UC, MemType.UC_MINUS, MemType.WC, MemType.WT, MemType.WB, MemType.WP);

    /** The code of a cell of table 11-7, given two codes. */
    Term cell(Term mtrr, Term pat) {
        Term cell = Codes.UNDEFINED;
        for (Map.Entry<MemType, String> row : TABLE.entrySet()) {
            String[] cells = row.getValue().split(" ", -1);
            for (int i = 0; i < cells.length; i++) {
                MemType type = MemType.named(cells[i]);
                Term here = Codes.is(mtrr, row.getKey()).and(Codes.is(pat, COLUMNS.get(i)));
                cell = Term.ite(here, Term.constant(Codes.BITS, type == null ? -1 : type.code()), cell);
            }
        }
        return cell;
    }

    /** The type of an access through the entry as a leaf, given CR0.CD and the type that the guest's PAT selects: SDM 28.2.6.2. */
    Term effective(Term cd, Term pat) {
        Term emt = emt();
        return Term.ite(cd, Codes.of(MemType.UC), Term.ite(bit(IPAT_BIT), emt, cell(emt, pat)));
    }

    /** Bits 5:3 of the entry. */
    static Term emt() {
        return ENTRY.extract(5, 3);
    }

    /** Whether a code is that of a type that MTRRs and EPT leaves may hold. */
    static Term isMtrrType(Term code) {
        return Codes.legal(code.zeroExtend(Byte.SIZE));
    }

    /** Whether the entry maps a page at a level. */
    static Term isLeaf(int level) {
        return level == 1 ? Term.TRUE : level <= HIGHEST_LEAF ? bit(LARGE_BIT) : Term.FALSE;
    }

    /** Whether the entry is misconfigured at a level: SDM 28.2.3.1. */
    Term misconfigured(int level) {
        Term read = bit(0);
        Term write = bit(1);
        Term execute = bit(2).or(bit(USER_BIT).and(EntryCode.has(Feature.MODE_BASED_EXECUTE)));
        Term present = Term.any(List.of(read, write, execute));
        Term executeOnly = Term.all(List.of(
                read.not(),
                write.not(),
                execute,
                EntryCode.has(Feature.EXECUTE_ONLY).not()));
        Term inLeaf = reservedInLeaf(level).or(isMtrrType(emt()).not());
        Term elsewhere = any(level <= HIGHEST_LEAF ? IPAT_BIT : LARGE_BIT, 3);
        return present.and(Term.any(List.of(
                write.and(read.not()),
                executeOnly,
                fromWidth(ADDRESS_BITS - 1),
                Term.ite(isLeaf(level), inLeaf, elsewhere))));
    }

    /** Whether a leaf has an address inside of its page, or a size that the processor does not support. */
    Term reservedInLeaf(int level) {
        if (level == 1) {
            return Term.FALSE;
        }
        Feature size = level == 2 ? Feature.PAGE_2M : Feature.PAGE_1G;
        return any(BITS_OF_LEVEL * level + 2, PAGE_SHIFT).or(EntryCode.has(size).not());
    }

    /** Bits of an entry that no misconfiguration depends on, set. */
    Term ignored(int level) {
        Term everywhere = Term.constant(Long.SIZE, 3L << 8 | 1 << 11 | -1L << ADDRESS_BITS);
        Term ipat = Term.constant(Long.SIZE, 1L << IPAT_BIT);
        return Term.ite(isLeaf(level), everywhere.bor(ipat), everywhere);
    }

    /** Whether the entry is a valid EPTP: SDM 26.2.1.1. */
    Term pointer() {
        Term type = ENTRY.extract(2, 0);
        Term uc = Codes.is(type, MemType.UC).and(EntryCode.has(Feature.STRUCTURES_UC));
        Term wb = Codes.is(type, MemType.WB).and(EntryCode.has(Feature.STRUCTURES_WB));
        Term levels = ENTRY.extract(5, 3);
        Term four = levels.eq(Term.constant(3, 3));
        Term five = levels.eq(Term.constant(3, 4)).and(EntryCode.has(Feature.WALK_5));
        return Term.all(List.of(
                uc.or(wb),
                four.or(five),
                bit(IPAT_BIT).implies(EntryCode.has(Feature.ACCESSED_DIRTY)),
                bit(LARGE_BIT).implies(EntryCode.has(Feature.SUPERVISOR_SHADOW_STACK)),
                any(11, 8).not(),
                fromWidth(Long.SIZE - 1).not()));
    }

    /** Whether a bit from MAXPHYADDR up to another one is set. */
    Term fromWidth(int highest) {
        List<Term> set = new ArrayList<>();
        for (int bit = EntryCode.LEAST_WIDTH; bit <= highest; bit++) {
            set.add(EntryCode.WIDTH.ule(Term.constant(Integer.SIZE, bit)).and(bit(bit)));
        }
        return Term.any(set);
    }

    /** Whether WRMSR lets the entry into an MTRR, given all bits below MAXPHYADDR. */
    Term legal(Register register, Term below) {
        PairTerms base = new PairTerms(ENTRY, Term.constant(Long.SIZE, 0), below);
        PairTerms mask = new PairTerms(Term.constant(Long.SIZE, 0), ENTRY, below);
        return switch (register) {
            case DEF_TYPE -> MtrrTerms.legalDefType(ENTRY);
            case FIXED -> MtrrTerms.legalFixed(ENTRY);
            case BASE -> base.legal();
            case MASK -> mask.legal();
        };
    }

    /** A kind of MTRR. */
    enum Register {
        DEF_TYPE,
        FIXED,
        BASE,
        MASK
    }

    private static Term bit(int bit) {
        return ENTRY.extract(bit, bit).eq(Term.constant(1, 1));
    }

    /** Whether a bit from one down to another is set. */
    private static Term any(int high, int low) {
        return ENTRY.extract(high, low).ne(Term.constant(high - low + 1, 0));
    }
}
