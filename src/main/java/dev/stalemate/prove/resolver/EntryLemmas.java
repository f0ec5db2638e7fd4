package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.EptCapabilities.Feature;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.prove.execute.Result;
import dev.stalemate.prove.execute.Word;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Types of accesses, EPT entries and values of MSRs, each of 64 bits of any value: the program's code, executed over terms, gives what the SDM
 * says, which is written here once more, bit by bit.
 */
final class EntryLemmas {
    private static final Term ENTRY = Term.variable("entry", Long.SIZE);
    private static final Term EMT = Term.variable("emt", Codes.BITS);
    private static final Term PAT = Term.variable("pat", Codes.BITS);
    private static final Term CD = Term.variable("cd", Term.BOOL);
    private static final Term IPAT = Term.variable("ipat", Term.BOOL);
    private static final Term NO_BITS = Term.constant(Long.SIZE, 0);
    private static final int LEVELS = 5;
    private static final int IPAT_BIT = 6;
    private static final int LARGE_BIT = 7;
    private static final int USER_BIT = 10;
    private static final int PAGE_SHIFT = 12;
    private static final int ADDRESS_BITS = 52;

    /** SDM table 11-7: a row for each MTRR type, with the types for PAT UC, UC-, WC, WT, WB and WP. */
    private static final Map<MemType, String> TABLE = new LinkedHashMap<>(Map.of(
            MemType.UC, "UC UC WC UC UC UC",
            MemType.WC, "UC WC WC UC WC UC",
            MemType.WT, "UC UC WC WT WT WP",
            MemType.WB, "UC UC WC WT WB WP",
            MemType.WP, "UC WC WC WT WP WP"));

    private static final List<MemType> COLUMNS =
            List.of(MemType.UC, MemType.UC_MINUS, MemType.WC, MemType.WT, MemType.WB, MemType.WP);

    private final Composition proof = new Composition();

    /** Shows something at each MAXPHYADDR. */
    private void show(String name, String says, Term shown) {
        Map<Term, Term> widths = new LinkedHashMap<>();
        for (int width = EntryCode.LEAST_WIDTH; width <= EntryCode.MOST_WIDTH; width++) {
            widths.put(EntryCode.WIDTH.eq(Term.constant(Integer.SIZE, width)), shown);
        }
        proof.showCases(name, says, List.of(), widths, Map.of(), List.of());
    }

    /** Table 11-7. */
    static Composition table() {
        EntryLemmas lemmas = new EntryLemmas();
        lemmas.proof.show(
                "cells",
                "each of the 30 cells is the manual's",
                lemmas.types(),
                returns(EntryCode.execute("effectiveType", word(EMT), word(PAT)), cell(EMT, PAT)));
        return lemmas.proof;
    }

    /** SDM 28.2.6.2. */
    static Composition effective() {
        EntryLemmas lemmas = new EntryLemmas();
        Term emt = ENTRY.extract(5, 3);
        List<Term> given = lemmas.proof.assumeAll(mtrrType(emt), patType(PAT));
        Result got = EntryCode.execute("effective", Word.of(CD), new Word(ENTRY), word(PAT));
        lemmas.proof.show(
                "leaves",
                "UC with CR0.CD=1, else the EMT with IPAT=1, else table 11-7 with the EMT for the MTRR type",
                given,
                returns(got, Term.ite(CD, Codes.of(MemType.UC), Term.ite(bit(IPAT_BIT), emt, cell(emt, PAT)))));
        return lemmas.proof;
    }

    /** SDM 28.2.3.1, at each level. */
    static Composition misconfigured() {
        EntryLemmas lemmas = new EntryLemmas();
        for (int level = 1; level <= LEVELS; level++) {
            lemmas.show(
                    "level-" + level,
                    "an entry of level " + level + " is misconfigured exactly if the manual says so",
                    holds(misconfigured(ENTRY, level), lemmas.misconfiguredBySdm(level)));
        }
        return lemmas.proof;
    }

    private static Result misconfigured(Term entry, int level) {
        return EntryCode.execute("misconfigured", new Word(entry), Word.of(level), EntryCode.processor());
    }

    private Term misconfiguredBySdm(int level) {
        Term read = bit(0);
        Term write = bit(1);
        Term execute = bit(2);
        Term user = bit(USER_BIT).and(EntryCode.has(Feature.MODE_BASED_EXECUTE));
        Term present = Term.any(List.of(read, write, execute, user));
        Term executeOnly = Term.all(List.of(
                read.not(),
                write.not(),
                execute.or(user),
                EntryCode.has(Feature.EXECUTE_ONLY).not()));
        Term leaf = level == 1 ? Term.TRUE : level <= 3 ? bit(LARGE_BIT) : Term.FALSE;
        Term reservedInLeaf = level == 1
                ? Term.FALSE
                : any(9 * level + 2, PAGE_SHIFT)
                        .or(EntryCode.has(level == 2 ? Feature.PAGE_2M : Feature.PAGE_1G)
                                .not());
        Term badType = mtrrType(ENTRY.extract(5, 3)).not();
        Term reserved = Term.ite(leaf, reservedInLeaf.or(badType), level <= 3 ? any(IPAT_BIT, 3) : any(LARGE_BIT, 3));
        return present.and(
                Term.any(List.of(write.and(read.not()), executeOnly, aboveWidth(ADDRESS_BITS - 1), reserved)));
    }

    /** Whether a bit from MAXPHYADDR up to another one is set. */
    private static Term aboveWidth(int highest) {
        List<Term> set = new ArrayList<>();
        for (int bit = 32; bit <= highest; bit++) {
            set.add(EntryCode.WIDTH.ule(Term.constant(Integer.SIZE, bit)).and(bit(bit)));
        }
        return Term.any(set);
    }

    /** What no misconfiguration depends on. */
    static Composition ignored() {
        EntryLemmas lemmas = new EntryLemmas();
        Term other = Term.variable("other", Long.SIZE);
        long ignored = 3L << 8 | 1 << 11 | -1L << ADDRESS_BITS;
        for (int level = 1; level <= LEVELS; level++) {
            boolean maps = level <= 3;
            Term leaf = level == 1 ? Term.TRUE : bit(LARGE_BIT);
            Term changed = ENTRY.bxor(other.band(Term.constant(Long.SIZE, ignored)));
            // IPAT is one of them in a leaf, where bit 6 is not reserved.
            Term more = maps
                    ? changed.bxor(Term.ite(
                            leaf, other.band(Term.constant(Long.SIZE, 1L << IPAT_BIT)), Term.constant(Long.SIZE, 0)))
                    : changed;
            lemmas.show(
                    "level-" + level,
                    "an entry of level " + level + " with other ignored bits is misconfigured exactly if this one is",
                    misconfigured(ENTRY, level)
                            .value()
                            .eq(misconfigured(more, level).value()));
        }
        return lemmas.proof;
    }

    /** Types that are put into a leaf and read from it. */
    static Composition leafTypes() {
        EntryLemmas lemmas = new EntryLemmas();
        Term legal = lemmas.proof.assume(mtrrType(EMT));
        Term width = lemmas.proof.assume(EntryCode.width());
        Result typed = EntryCode.execute("withType", new Word(ENTRY), word(EMT), Word.of(IPAT));
        Term leaf = typed.word().term();
        Term untouched = Term.constant(Long.SIZE, ~0x78L);
        lemmas.proof.show(
                "written",
                "a leaf holds the EMT and the IPAT that were put into it, and its other bits",
                List.of(legal),
                Term.all(List.of(
                        typed.fault().not(),
                        leaf.extract(5, 3).eq(EMT),
                        leaf.extract(IPAT_BIT, IPAT_BIT).eq(Term.constant(1, 1)).eq(IPAT),
                        leaf.band(untouched).eq(ENTRY.band(untouched)))));
        Term emt = ENTRY.extract(5, 3);
        Result read = EntryCode.execute("emt", new Word(ENTRY));
        Term none = Term.constant(Integer.SIZE, EntryCode.NO_TYPE);
        lemmas.proof.show(
                "read",
                "the EMT of a leaf is the type in bits 5:3, and none if they are 2, 3 or 7",
                List.of(),
                read.fault()
                        .not()
                        .and(read.word().term().eq(Term.ite(mtrrType(emt), emt.zeroExtend(Integer.SIZE), none))));
        for (int level = 1; level <= 3; level++) {
            Term isLeaf = level == 1 ? Term.TRUE : bit(LARGE_BIT);
            lemmas.proof.show(
                    "legal-" + level,
                    "a leaf of level " + level + " that is well-formed stays so with any type",
                    List.of(legal, width),
                    isLeaf.and(misconfigured(ENTRY, level).value().not())
                            .implies(misconfigured(leaf, level).value().not()));
        }
        return lemmas.proof;
    }

    /** SDM 26.2.1.1. */
    static Composition pointer() {
        EntryLemmas lemmas = new EntryLemmas();
        Term type = ENTRY.extract(2, 0);
        Term uc = Codes.is(type, MemType.UC).and(EntryCode.has(Feature.STRUCTURES_UC));
        Term wb = Codes.is(type, MemType.WB).and(EntryCode.has(Feature.STRUCTURES_WB));
        Term levels = ENTRY.extract(5, 3);
        Term walk =
                levels.eq(Term.constant(3, 3)).or(levels.eq(Term.constant(3, 4)).and(EntryCode.has(Feature.WALK_5)));
        Term flags = bit(6).implies(EntryCode.has(Feature.ACCESSED_DIRTY))
                .and(bit(7).implies(EntryCode.has(Feature.SUPERVISOR_SHADOW_STACK)));
        Result got = EntryCode.execute("eptpValid", new Word(ENTRY), EntryCode.processor());
        Term valid = Term.all(List.of(
                uc.or(wb),
                walk,
                flags,
                any(11, 8).not(),
                aboveWidth(Long.SIZE - 1).not()));
        // One by one: all at once are too much for a solver.
        for (int width = EntryCode.LEAST_WIDTH; width <= EntryCode.MOST_WIDTH; width++) {
            Term is = EntryCode.WIDTH.eq(Term.constant(Integer.SIZE, width));
            lemmas.proof.showCases(
                    "width-" + width,
                    "with MAXPHYADDR " + width + " an EPTP is valid exactly if the manual says so",
                    List.of(),
                    Map.of(is, holds(got, valid)),
                    Map.of(),
                    List.of());
        }
        return lemmas.proof;
    }

    /** What WRMSR lets in: SDM 11.11.2.1 to 11.11.2.3. */
    static Composition registers() {
        EntryLemmas lemmas = new EntryLemmas();
        Term width = lemmas.proof.assume(EntryCode.width());
        Term one = Term.constant(Long.SIZE, 1);
        PairTerms pair = new PairTerms(
                ENTRY, NO_BITS, one.shl(EntryCode.WIDTH.zeroExtend(Long.SIZE)).sub(one));
        PairTerms masked = new PairTerms(NO_BITS, ENTRY, pair.below());
        lemmas.accepts(width, "default", MtrrMsr.DEF_TYPE, MtrrTerms.legalDefType(ENTRY));
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            lemmas.accepts(width, "fixed-" + i, MtrrMsr.fixed(i), MtrrTerms.legalFixed(ENTRY));
        }
        for (int n : new int[] {0, MtrrMsr.MAX_VCNT - 1}) {
            lemmas.accepts(width, "base-" + n, MtrrMsr.physBase(n), pair.legal());
            lemmas.accepts(width, "mask-" + n, MtrrMsr.physMask(n), masked.legal());
        }
        return lemmas.proof;
    }

    private void accepts(Term width, String name, int msr, Term legal) {
        proof.show(
                name,
                "WRMSR of 0x" + Integer.toHexString(msr) + " lets in what the terms call legal",
                List.of(width),
                holds(EntryCode.execute("accepts", Word.of(msr), new Word(ENTRY), new Word(EntryCode.WIDTH)), legal));
    }

    private List<Term> types() {
        return proof.assumeAll(mtrrType(EMT), patType(PAT));
    }

    private static Word word(Term code) {
        return new Word(code.zeroExtend(Integer.SIZE));
    }

    private static Term returns(Result got, Term code) {
        return got.fault().not().and(got.word().term().eq(code.zeroExtend(Integer.SIZE)));
    }

    private static Term holds(Result got, Term when) {
        return got.fault().not().and(got.value().eq(when));
    }

    private static Term mtrrType(Term code) {
        return Codes.legal(code.zeroExtend(Byte.SIZE));
    }

    private static Term patType(Term code) {
        return mtrrType(code).or(Codes.is(code, MemType.UC_MINUS));
    }

    private static Term cell(Term mtrr, Term pat) {
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

    private static Term bit(int bit) {
        return ENTRY.extract(bit, bit).eq(Term.constant(1, 1));
    }

    /** Whether a bit from one down to another is set. */
    private static Term any(int high, int low) {
        return ENTRY.extract(high, low).ne(Term.constant(high - low + 1, 0));
    }
}
