package dev.stalemate.prove.resolver;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.prove.execute.Result;
import dev.stalemate.prove.execute.Word;
import dev.stalemate.prove.resolver.EntryRules.Register;
import dev.stalemate.prove.term.Term;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Types of accesses, EPT entries and values of MSRs, each of 64 bits of any value: the program's code, executed over terms, gives what the SDM
 * says.
 */
final class EntryLemmas {
    private static final Term ENTRY = EntryRules.ENTRY;
    private static final Term EMT = Term.variable("emt", Codes.BITS);
    private static final Term PAT = Term.variable("pat", Codes.BITS);
    private static final Term CD = Term.variable("cd", Term.BOOL);
    private static final Term IPAT = Term.variable("ipat", Term.BOOL);
    private static final int LEVELS = 5;
    private static final int LEAF_LEVELS = 3;

    private final EntryRules rules;
    private final Composition proof = new Composition();

    private EntryLemmas(EntryRules rules) {
        this.rules = rules;
    }

    /** Shows something at each MAXPHYADDR. */
    private void show(String name, String says, Term shown) {
        Map<Term, Term> widths = new LinkedHashMap<>();
        for (int width = EntryCode.LEAST_WIDTH; width <= EntryCode.MOST_WIDTH; width++) {
            widths.put(is(width), shown);
        }
        proof.showCases(name, says, List.of(), widths, Map.of(), List.of());
    }

    private static Term is(int width) {
        return EntryCode.WIDTH.eq(Term.constant(Integer.SIZE, width));
    }

    /** Table 11-7. */
    static Composition table(EntryRules rules) {
        EntryLemmas lemmas = new EntryLemmas(rules);
        lemmas.proof.show(
                "cells",
                "each of the 30 cells is the manual's",
                lemmas.proof.assumeAll(EntryRules.isMtrrType(EMT), isPatType()),
                returns(EntryCode.execute("effectiveType", word(EMT), word(PAT)), rules.cell(EMT, PAT)));
        return lemmas.proof;
    }

    /** SDM 28.2.6.2. */
    static Composition effective(EntryRules rules) {
        EntryLemmas lemmas = new EntryLemmas(rules);
        Result got = EntryCode.execute("effective", Word.of(CD), new Word(ENTRY), word(PAT));
        lemmas.proof.show(
                "leaves",
                "UC with CR0.CD=1, else the EMT with IPAT=1, else table 11-7 with the EMT for the MTRR type",
                lemmas.proof.assumeAll(EntryRules.isMtrrType(EntryRules.emt()), isPatType()),
                returns(got, rules.effective(CD, PAT)));
        return lemmas.proof;
    }

    /** SDM 28.2.3.1, at each level. */
    static Composition misconfigured(EntryRules rules) {
        EntryLemmas lemmas = new EntryLemmas(rules);
        for (int level = 1; level <= LEVELS; level++) {
            lemmas.show(
                    "level-" + level,
                    "an entry of level " + level + " is misconfigured exactly if the manual says so",
                    holds(misconfigured(ENTRY, level), rules.misconfigured(level)));
        }
        return lemmas.proof;
    }

    private static Result misconfigured(Term entry, int level) {
        return EntryCode.execute("misconfigured", new Word(entry), Word.of(level), EntryCode.processor());
    }

    /** What no misconfiguration depends on. */
    static Composition ignored(EntryRules rules) {
        EntryLemmas lemmas = new EntryLemmas(rules);
        for (int level = 1; level <= LEVELS; level++) {
            Term changed = ENTRY.bxor(Term.variable("other", Long.SIZE).band(rules.ignored(level)));
            lemmas.show(
                    "level-" + level,
                    "an entry of level " + level + " with other ignored bits is misconfigured exactly if this one is",
                    misconfigured(ENTRY, level)
                            .value()
                            .eq(misconfigured(changed, level).value()));
        }
        return lemmas.proof;
    }

    /** Types that are put into a leaf and read from it. */
    static Composition leafTypes(EntryRules rules) {
        EntryLemmas lemmas = new EntryLemmas(rules);
        Term legal = lemmas.proof.assume(EntryRules.isMtrrType(EMT));
        Result typed = EntryCode.execute("withType", new Word(ENTRY), word(EMT), Word.of(IPAT));
        Term leaf = typed.word().term();
        int ipat = EntryRules.IPAT_BIT;
        Term flag = Term.ite(IPAT, Term.constant(1, 1), Term.constant(1, 0));
        Term want =
                ENTRY.extract(Long.SIZE - 1, ipat + 1).concat(flag).concat(EMT).concat(ENTRY.extract(2, 0));
        lemmas.proof.show(
                "written",
                "a leaf holds the EMT and the IPAT that were put into it, and its other bits",
                List.of(legal),
                typed.fault().not().and(leaf.eq(want)));
        Result read = EntryCode.execute("emt", new Word(ENTRY));
        Term emt = EntryRules.emt();
        Term none = Term.constant(Integer.SIZE, EntryCode.NO_TYPE);
        lemmas.proof.show(
                "read",
                "the EMT of a leaf is the type in bits 5:3, and none if they are 2, 3 or 7",
                List.of(),
                read.fault()
                        .not()
                        .and(read.word()
                                .term()
                                .eq(Term.ite(EntryRules.isMtrrType(emt), emt.zeroExtend(Integer.SIZE), none))));
        Term width = lemmas.proof.assume(EntryCode.width());
        for (int level = 1; level <= LEAF_LEVELS; level++) {
            lemmas.proof.show(
                    "legal-" + level,
                    "a leaf of level " + level + " that is well-formed stays so with any type",
                    List.of(legal, width),
                    EntryRules.isLeaf(level)
                            .and(rules.misconfigured(level).not())
                            .implies(misconfigured(leaf, level).value().not()));
        }
        return lemmas.proof;
    }

    /** SDM 26.2.1.1. One MAXPHYADDR after the other: all at once are too much for a solver. */
    static Composition pointer(EntryRules rules) {
        EntryLemmas lemmas = new EntryLemmas(rules);
        Result got = EntryCode.execute("eptpValid", new Word(ENTRY), EntryCode.processor());
        for (int width = EntryCode.LEAST_WIDTH; width <= EntryCode.MOST_WIDTH; width++) {
            lemmas.proof.showCases(
                    "width-" + width,
                    "with MAXPHYADDR " + width + " an EPTP is valid exactly if the manual says so",
                    List.of(),
                    Map.of(is(width), holds(got, rules.pointer())),
                    Map.of(),
                    List.of());
        }
        return lemmas.proof;
    }

    /** What WRMSR lets in: SDM 11.11.2.1 to 11.11.2.3. */
    static Composition registers(EntryRules rules) {
        EntryLemmas lemmas = new EntryLemmas(rules);
        lemmas.accepts("default", MtrrMsr.DEF_TYPE, Register.DEF_TYPE);
        for (int i = 0; i < MtrrRegisters.FIXED_COUNT; i++) {
            lemmas.accepts("fixed-" + i, MtrrMsr.fixed(i), Register.FIXED);
        }
        for (int n : new int[] {0, MtrrMsr.MAX_VCNT - 1}) {
            lemmas.accepts("base-" + n, MtrrMsr.physBase(n), Register.BASE);
            lemmas.accepts("mask-" + n, MtrrMsr.physMask(n), Register.MASK);
        }
        return lemmas.proof;
    }

    private void accepts(String name, int msr, Register register) {
        Term one = Term.constant(Long.SIZE, 1);
        Term below = one.shl(EntryCode.WIDTH.zeroExtend(Long.SIZE)).sub(one);
        Result got = EntryCode.execute("accepts", Word.of(msr), new Word(ENTRY), new Word(EntryCode.WIDTH));
        proof.show(
                name,
                "WRMSR of 0x" + Integer.toHexString(msr) + " lets in what the terms call legal",
                List.of(proof.assume(EntryCode.width())),
                holds(got, rules.legal(register, below)));
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

    private static Term isPatType() {
        return EntryRules.isMtrrType(PAT).or(Codes.is(PAT, MemType.UC_MINUS));
    }
}
